import { printSearch, search } from "../../queries/traceql";
import { spans } from "./shop";

const own = 'resource.service.name = "shop-api"';

test.each([
  ["all", spans, `{ ${own} }`],
  ["those of a name", spans.where({ name: "GET /cart" }), `{ ${own} && name = "GET /cart" }`],
  [
    "those of several names",
    spans.where({ name: ["GET /cart", "SELECT"] }),
    `{ ${own} && name =~ "GET /cart|SELECT" }`,
  ],
  [
    "those of an attribute",
    spans.where({ "http.route": { not: "/cart" } }),
    `{ ${own} && span.http.route != "/cart" }`,
  ],
  [
    "those of an attribute that may be a number",
    spans.where({ "http.status_code": "500" }),
    `{ ${own} && (span.http.status_code = "500" || span.http.status_code = 500) }`,
  ],
  [
    "those of an attribute with a strange name",
    spans.where({ "size in kB": { matches: "[0-9]+" } }),
    `{ ${own} && span."size in kB" =~ "[0-9]+" }`,
  ],
  ["slow ones", spans.slowerThan("500ms"), `{ ${own} && duration > 500ms }`],
  ["very slow ones, since TraceQL knows no days", spans.slowerThan("2d"), `{ ${own} && duration > 48h }`],
  ["failed ones", spans.withStatus("error"), `{ ${own} && status = error }`],
])("prints the spans: %s", (_, selection, text) => {
  expect(printSearch(search(selection))).toBe(text);
});

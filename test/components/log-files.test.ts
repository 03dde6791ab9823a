import { logFilesOf } from "../../components/log-files";
import { placeWith } from "./support/fake-place";
import { mail, shop } from "./support/two-services";

const ran = (service: typeof shop) => ({ service, place: placeWith(service.origin.service, {}) });

test("reads a service's own files, or what it prints, in its own shape", () => {
  expect(logFilesOf([ran(shop), ran(mail)], [])).toEqual([
    {
      origin: shop.origin,
      include: ["/at/shop-api/var/log/service/all-*.log", "/at/shop-api/var/log/service/crash.log"],
      format: shop.logs,
    },
    { origin: mail.origin, include: ["/printed/mailer.log"], format: mail.logs },
  ]);
});

test("reads what the stack's own servers print", () => {
  expect(logFilesOf([], [placeWith("loki", {})])).toEqual([
    { origin: { system: "belfry", service: "loki" }, include: ["/printed/loki.log"], format: undefined },
  ]);
});

test("reads no file where the platform collects what is printed", () => {
  const { stdoutFile: _, ...inCluster } = placeWith("loki", {});
  expect(logFilesOf([{ service: mail, place: inCluster }], [inCluster])).toEqual([]);
});

test("reads nothing of a service that sends its lines, or has none", () => {
  const { logs: _, ...silent } = mail;
  expect(logFilesOf([ran(silent)], [])).toEqual([]);
});

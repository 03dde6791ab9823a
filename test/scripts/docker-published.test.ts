import { portsIn } from "../../scripts/docker/published";

test.each([
  ["one port", "127.0.0.1:3000->3000/tcp", ["3000/tcp"]],
  ["another number outside", "127.0.0.1:9091->9090/tcp", ["9091/tcp"]],
  [
    "neighbours, which docker tells as a range",
    "127.0.0.1:4317-4318->4317-4318/tcp",
    ["4317/tcp", "4318/tcp"],
  ],
  [
    "several, of two protocols and on all addresses",
    "0.0.0.0:5000->5000/tcp, :::5000->5000/tcp, 127.0.0.1:6831->6831/udp",
    ["5000/tcp", "5000/tcp", "6831/udp"],
  ],
  ["ports that are not published", "9187/tcp, 14250-14251/tcp", []],
  ["none", "", []],
])("reads of a container's ports %s", (_title, told, ports) => {
  expect(portsIn(told).map(({ number, protocol }) => `${number}/${protocol}`)).toEqual(ports);
});

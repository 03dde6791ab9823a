import { logFilesOf } from "../../components/log-files";
import { placeWith } from "./support/fake-place";
import { mail, shop } from "./support/two-services";

const nothing = { apps: [], servers: [], services: [] };
const ran = (service: typeof shop) => ({ service, place: placeWith(service.origin.service, {}) });

test("reads a service's own files, or what it prints, in its own shape", () => {
  expect(logFilesOf({ ...nothing, apps: [ran(shop), ran(mail)] })).toEqual([
    {
      origin: shop.origin,
      include: [
        "/collected/shop-api/var/log/service/all-*.log",
        "/collected/shop-api/var/log/service/crash.log",
      ],
      format: shop.logs,
      from: { workload: "shop-api", folder: "/var/log/service" },
    },
    { origin: mail.origin, include: ["/printed/mailer.log"], format: mail.logs },
  ]);
});

test("reads what the stack's own servers print", () => {
  expect(logFilesOf({ ...nothing, servers: [placeWith("loki", {})] })).toEqual([
    { origin: { system: "belfry", service: "loki" }, include: ["/printed/loki.log"], format: undefined },
  ]);
});

test("reads no file where the platform collects what is printed", () => {
  const { stdoutFile: _, ...found } = placeWith("loki", {});
  const inCluster = { ...found, collectedPath: () => undefined };
  const apps = [mail, shop].map((service) => ({ service, place: inCluster }));
  expect(logFilesOf({ ...nothing, apps, servers: [inCluster] })).toEqual([]);
});

test("reads nothing of a service that sends its lines, or has none", () => {
  const { logs: _, ...silent } = mail;
  expect(logFilesOf({ ...nothing, apps: [ran(silent)] })).toEqual([]);
});

test("reads what found copies print beside the simulator's own lines, in the same shape", () => {
  const discovery = {
    ...{ jobFor: () => ({ relabel: [] }), findsHosts: false, connectsTo: [] },
    stdoutFile: ({ service }: { readonly service: string }) => `/found/${service}.log`,
  };
  expect(logFilesOf({ ...nothing, apps: [ran(mail)], services: [mail, shop], discovery })).toEqual([
    { origin: mail.origin, include: ["/printed/mailer.log", "/found/mailer.log"], format: mail.logs },
    { origin: shop.origin, include: ["/found/shop-api.log"], format: shop.logs },
  ]);
});

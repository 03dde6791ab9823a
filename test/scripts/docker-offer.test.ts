import { dockerOffer } from "../../scripts/stack/docker-offer";

const offer = "There is a Docker engine: npm run up -- dev brings the stack up in containers.";

test("a machine with an engine is offered the stack in containers, and no other one", () => {
  expect(dockerOffer({}, (path) => path === "/var/run/docker.sock")).toBe(offer);
  expect(dockerOffer({ DOCKER_HOST: "tcp://build:2376" }, () => false)).toBe(offer);
  expect(dockerOffer({}, () => false)).toBeUndefined();
});

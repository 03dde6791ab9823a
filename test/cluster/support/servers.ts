import type { Servers } from "../../e2e/support/servers";
import { testCluster } from "./test-cluster";

/** The stack's servers, as the tests of the other platforms ask them. */
export const servers: Servers = {
  url: (name, port = "http") =>
    `${testCluster().proxy}/api/v1/namespaces/belfry/services/${name}:${port}/proxy`,
};

import * as access from "./checks/access";
import * as alerts from "./checks/alerts";
import * as availability from "./checks/availability";
import * as configuration from "./checks/configuration";
import * as data from "./checks/data";
import * as declarations from "./checks/declarations";
import * as images from "./checks/images";
import * as network from "./checks/network";
import * as pipeline from "./checks/pipeline";
import * as podSecurity from "./checks/pod-security";
import * as prometheus from "./checks/prometheus";
import * as resources from "./checks/resources";
import * as secrets from "./checks/secrets";
import * as services from "./checks/services";
import type { AnyPolicy } from "./policy";

/** Every policy, by name: each exported constant of these files is one. */
export const policies: readonly AnyPolicy[] = [
  podSecurity,
  images,
  access,
  network,
  secrets,
  configuration,
  resources,
  availability,
  data,
  alerts,
  prometheus,
  pipeline,
  services,
  declarations,
]
  .flatMap((file): AnyPolicy[] => Object.values(file))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

import { dockerPlatform } from "./docker";
import type { DockerSettings } from "./docker/settings";
import { kubernetesPlatform } from "./kubernetes";
import type { KubernetesSettings } from "./kubernetes/settings";
import type { LocalSettings } from "./local";
import { localPlatform } from "./local";
import type { Platform } from "./platform";

export type PlatformSettings = LocalSettings &
  DockerSettings &
  KubernetesSettings & { readonly platform: Platform["name"] };

/** The platform that the configuration names. */
export function platformOf(settings: PlatformSettings): Platform {
  switch (settings.platform) {
    case "local":
      return localPlatform(settings);
    case "docker":
      return dockerPlatform(settings);
    case "kubernetes":
      return kubernetesPlatform(settings);
  }
}

import { kubernetesPlatform } from "./kubernetes";
import type { KubernetesSettings } from "./kubernetes/settings";
import type { LocalSettings } from "./local";
import { localPlatform } from "./local";
import type { Platform } from "./platform";

export interface PlatformSettings extends LocalSettings, KubernetesSettings {
  readonly platform: Platform["name"];
}

/** The platform that the configuration names. */
export function platformOf(settings: PlatformSettings): Platform {
  switch (settings.platform) {
    case "local":
      return localPlatform(settings);
    case "kubernetes":
      return kubernetesPlatform(settings);
    case "docker":
      throw new Error(
        `belfry:platform is "docker", which this version cannot run yet. Fix: pulumi config set belfry:platform local.`,
      );
  }
}

import type { LocalSettings } from "./local";
import { localPlatform } from "./local";
import type { Platform } from "./platform";

export interface PlatformSettings extends LocalSettings {
  readonly platform: Platform["name"];
}

/** The platform that the configuration names. */
export function platformOf(settings: PlatformSettings): Platform {
  switch (settings.platform) {
    case "local":
      return localPlatform(settings);
    case "docker":
    case "kubernetes":
      throw new Error(
        `belfry:platform is "${settings.platform}", which this version cannot run yet. Fix: pulumi config set belfry:platform local.`,
      );
  }
}

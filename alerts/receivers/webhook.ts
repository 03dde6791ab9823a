import type { Integration } from "../alertmanager-config";
import type { WebhookDestination } from "../destinations";
import { payloadTemplate } from "../message";
import type { Audience } from "./audience";

/**
 * A POST of Alertmanager's own JSON, or of the team's own shape. That shape speaks of one alert, and no shape says
 * whether it is over, so `status` (firing or resolved) is added to it.
 */
export function webhookIntegration(to: WebhookDestination, { presentation }: Audience): Integration {
  const shape = presentation?.webhook;
  return {
    send_resolved: true,
    url_file: to.urlFile,
    ...(shape ? { payload: payloadTemplate((facts) => ({ ...shape(facts), status: facts.status })) } : {}),
  };
}

/** The heartbeat for a dead-man's switch: there is nothing to say but that it beats. */
export function heartbeatIntegration(to: WebhookDestination): Integration {
  return { send_resolved: false, url_file: to.urlFile };
}

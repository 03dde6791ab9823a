import type { Place } from "../platforms/platform";

/** A listen address as some servers want it: in two parts. The host is empty where a container listens everywhere. */
export function splitListen(listen: string): { readonly host: string; readonly port: number } {
  const colon = listen.lastIndexOf(":");
  return { host: listen.slice(0, colon), port: Number(listen.slice(colon + 1)) };
}

/** The address to listen on for servers that want to be told one: that of the place, or all of a container's. */
export function listenHost(at: Place, port = "http"): string {
  return splitListen(at.listen(port)).host || "0.0.0.0";
}

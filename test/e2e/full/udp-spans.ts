import { resourceFromAttributes } from "@opentelemetry/resources";
import { AlwaysOnSampler, BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { JaegerCompactExporter } from "../../../simulator/jaeger-compact-exporter";

/** A sender of spans over UDP, as greenstack's; each is a trace of its own. */
export function udpSender(port: number): { send(name: string): void; close(): Promise<void> } {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "e2e-udp" }),
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new SimpleSpanProcessor(new JaegerCompactExporter("127.0.0.1", port))],
  });
  return {
    send: (name) => {
      provider.getTracer("e2e").startSpan(name, { root: true }).end();
    },
    close: () => provider.shutdown(),
  };
}

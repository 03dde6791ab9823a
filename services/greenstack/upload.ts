import type { Call, Operation } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine, observe, span } from "../../declaration/emission";
import { errorOf, pick } from "./errors";
import { logs, m, spans } from "./telemetry";

const users = ["a.keller", "j.nowak", "m.rossi", "s.lindqvist"] as const;

/** One upload of an IODD file, as its handler sees it. */
interface Upload {
  readonly filename: string;
  readonly content_type: string;
  readonly file_size_bytes: number;
}

/** Follows from the request's id, so that its root span and its log lines speak of the same file. */
function uploadOf(call: Call): Upload {
  const digest = [...call.requestId].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 480_000, 7);
  return {
    filename: `device-${digest % 500}.xml`,
    content_type: "application/xml",
    file_size_bytes: 20_000 + digest,
  };
}

const where = { logger: "src.routes.iodd_routes", function: "upload_iodd" } as const;

function started({ filename, content_type, file_size_bytes }: Upload, call: Call): readonly Emission[] {
  const client_ip = `10.0.0.${1 + Math.floor(call.random() * 200)}`;
  return [
    logLine(logs, {
      level: "info",
      message: "IODD upload started",
      fields: { ...where, line: 41, event: "upload_start", filename, content_type, client_ip },
    }),
    logLine(logs, {
      level: "debug",
      message: "File read completed",
      fields: { ...where, line: 48, file_size_bytes },
    }),
  ];
}

function completed({ file_size_bytes }: Upload, call: Call): readonly Emission[] {
  const device_id = String(1 + Math.floor(call.random() * 5000));
  const duration_ms = Math.round(call.seconds * 1000);
  const parameter_count = 10 + Math.floor(call.random() * 190);
  return [
    count(m.ioddUploads, { status: "success" }),
    logLine(logs, {
      level: "info",
      message: "IODD upload completed",
      fields: { ...where, line: 63, event: "upload_complete", device_id, parameter_count, duration_ms },
    }),
    logLine(logs, {
      level: "info",
      message: "Device uploaded",
      fields: {
        ...where,
        line: 71,
        event: "device_upload",
        device_id,
        user: pick(call, users),
        duration_ms,
        file_size_bytes,
      },
    }),
  ];
}

function failed(call: Call): readonly Emission[] {
  return [
    count(m.ioddUploads, { status: "failed" }),
    logLine(logs, {
      level: "error",
      message: "IODD upload failed",
      fields: { ...where, line: 82, event: "upload_failed", ...errorOf(call) },
    }),
  ];
}

/** `POST /api/iodd/upload`: the one path of which systems.md states log lines and spans. */
export const ioddUpload: Operation = {
  name: "POST /api/iodd/upload",
  method: "POST",
  route: "/api/iodd/upload",
  // 1,080 an hour: a parser that rejects nearly all is above UploadFailureSpike's threshold, a fifth is not.
  perSecond: 0.3,
  latency: { p50: 0.2, p95: 0.6 },
  root: { name: "upload_iodd", attributes: (call) => ({ ...uploadOf(call) }) },
  emits: (call) => {
    const upload = uploadOf(call);
    const stored = call.status.startsWith("2");
    return [
      ...started(upload, call),
      observe(m.parseDuration, { file_type: "IODD" }, call.seconds * 0.6),
      span(spans, "parse_iodd", 0.6, { filename: upload.filename }),
      span(spans, "store_device", 0.3),
      ...(stored ? completed(upload, call) : failed(call)),
    ];
  },
};

import { setTimeout as sleep } from "node:timers/promises";
import { holds } from "../support/eventually";
import { postGauge, postLog } from "../support/otlp";
import { promValue } from "../support/servers";
import { protocolPort, sharedStack } from "../support/shared-stack";
import { foundLines, foundSamples } from "./found";
import { lostOf, sendNumbered } from "./numbered";
import { canMount, smallDisk } from "./small-disk";
import { channelsOf, tellings } from "./tellings";
import { pace, run, sentInAll } from "./under-kill";

// A server's data lies on a file system of the test, which is then filled: the operator is told, and once there is room
// all goes on. Loki takes lines in even so.

const stack = sharedStack();
const collector = `http://127.0.0.1:${protocolPort(stack, "4318")}`;
const service = { "service.name": "e2e-full-disk" };
const onSmallDisk = canMount() ? test : test.skip;

async function expectTold(id: string, alert: string, since: Date): Promise<void> {
  const [, name = ""] = id.split("/");
  await holds(`${alert} of ${id}`, 360, async () => {
    expect(channelsOf((await tellings(stack, { service: name, alert }, since)).firing)).toEqual([
      "pagerduty",
      "slack",
    ]);
  });
}

onSmallDisk(
  "Prometheus' disk is full: it is told, and what comes is stored again once there is room",
  async () => {
    const disk = await smallDisk(stack, "prometheus", 64);
    try {
      await holds("three scrapes of each target", 120, async () => {
        expect(await promValue(stack, "min(count_over_time(up[2m]))")).toBeGreaterThan(2);
      });
      const began = new Date();
      disk.fill();
      await expectTold("belfry/prometheus", "StorageNotWritable", began);
      const over = new Date();
      disk.free();
      // What was pushed until then was answered with 200 and not stored: see docs/what-survives.md.
      const instance = `${run}-disk`;
      const resource = { ...service, "service.instance.id": instance };
      const sent = await sendNumbered({
        ...pace,
        send: (value, time) => postGauge(collector, { resource, name: "e2e_disk", value, time }),
      });
      expect(sent.acknowledged.size).toBe(sentInAll);
      await holds("all that was taken", 120, async () => {
        expect(lostOf(sent, await foundSamples(stack, `e2e_disk{instance="${instance}"}`))).toEqual([]);
      });
      await holds("the end of StorageNotWritable", 420, async () => {
        const { resolved } = await tellings(
          stack,
          { service: "prometheus", alert: "StorageNotWritable" },
          over,
        );
        expect(channelsOf(resolved)).toEqual(["pagerduty", "slack"]);
      });
    } finally {
      await disk.remove();
    }
  },
);

onSmallDisk("Loki's disk is full: it is told, and no line is lost", async () => {
  const disk = await smallDisk(stack, "loki", 64);
  try {
    await sleep(15_000);
    const began = new Date();
    disk.fill();
    const sent = await sendNumbered({
      ...pace,
      send: (number, time) =>
        postLog(collector, {
          ...{ resource: service, time, severityNumber: 9, attributes: {} },
          body: `${run}-disk ${number}`,
        }),
    });
    expect(sent.acknowledged.size).toBe(sentInAll);
    await expectTold("belfry/loki", "LogNotWritable", began);
    disk.free();
    await holds("all that was taken", 120, async () => {
      expect(lostOf(sent, await foundLines(stack, `${run}-disk`, began.getTime()))).toEqual([]);
    });
  } finally {
    await disk.remove();
  }
});

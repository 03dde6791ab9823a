import type { Maintenance } from "../../declaration/maintenance";
import type { Team } from "../../declaration/team";
import { shopWith, team } from "./shop";

/** Works by the clock of Berlin; outside of its hours e-mail takes what is critical, too, and warnings wait. */
export const dayTeam: Team = {
  ...team,
  hours: {
    working: {
      days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
      from: "08:00",
      to: "18:00",
      zone: "Europe/Berlin",
    },
    outside: { critical: ["pagerduty", "email"], warning: [] },
  },
};

export const backup = {
  name: "weekly backup",
  reason: "The queue waits for the backup.",
  alerts: ["QueueFull"],
  hours: { days: ["sunday"], from: "02:00", to: "04:30", zone: "UTC" },
} as const;

/** A shop that is silent at times: working hours, a mute window. */
export const quietShop = shopWith({ owner: dayTeam, muted: [backup] });

/** From an evening over a whole day to a morning. */
export const rebuild: Maintenance = {
  environment: "prod",
  system: "shop",
  service: "shop-api",
  from: "2027-01-30T22:00Z",
  to: "2027-02-01T06:30Z",
  owner: "the head of sales",
  reason: "the shelves are moved",
};

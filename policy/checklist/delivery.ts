import { type ChecklistLine, linesOf } from "./line";

const { wanted } = linesOf("Delivery");

const pipeline = "a link to the last green run of the system's own pipeline: belfry does not build it";

export const delivery: readonly ChecklistLine[] = [
  wanted("attested", "high", "ci", "Each push is linted and tested", pipeline, {
    sources: {
      "travel-crm": [
        "CI/CD tested",
        "On push and pull request to main and develop: lint, unit and integration tests, coverage",
      ],
    },
  }),
  wanted(
    "attested",
    "high",
    "images",
    "Images are built and pushed by the pipeline after tests and security",
    pipeline,
    {
      sources: {
        "travel-crm": [
          "Images built and pushed automatically",
          "Images tagged with the commit, latest only from main",
        ],
      },
      policies: ["images-have-tags"],
    },
  ),
  wanted("attested", "medium", "deployment", "Deployment is automated", pipeline, {
    sources: { "travel-crm": ["Automated deployment"] },
  }),
  wanted("attested", "high", "audit-level", "The dependency audit fails at high or above", pipeline, {
    sources: { "travel-crm": ["Dependency audit fails at its level"] },
  }),
  wanted("attested", "low", "documentation", "It is documented", "a link to its documentation, and a date", {
    sources: { "travel-crm": ["Documentation"] },
  }),
];

import { loadCatalog } from "../../catalog";
import type { Panel } from "../../declaration/board";
import { printLines } from "../../queries/logql";
import { printQuery } from "../../queries/print";
import { printSearch } from "../../queries/traceql";
import type { Grammar } from "./grammar";
import { syntaxErrors } from "./grammar";

type Question = Panel["queries"][string];

function printed(question: Question): { readonly language: Grammar; readonly text: string } {
  switch (question.language) {
    case "loglines":
      return { language: "logql", text: printLines(question) };
    case "traceql":
      return { language: "traceql", text: printSearch(question) };
    default:
      return { language: question.language, text: printQuery(question.expression) };
  }
}

const services = loadCatalog();

test.each(services.map((service) => [service.id, service] as const))(
  "the official grammars understand every query of %s",
  (_, service) => {
    const questions: readonly Question[] = [
      ...service.alerts.map((alert) => alert.when),
      ...(service.boards ?? [])
        .flatMap((board) => board.rows.flatMap((row) => row.panels))
        .flatMap((panel) => Object.values(panel.queries)),
    ];
    expect(questions.length).toBeGreaterThan(0);
    const wrong = questions
      .map(printed)
      .map(({ language, text }) => ({ text, errors: syntaxErrors(language, text) }))
      .filter(({ errors }) => errors.length > 0);
    expect(wrong).toEqual([]);
  },
);

import type { Service } from "../../declaration/service";
import type { Content } from "../content";
import { originsOf, ownerOf } from "./prove";

/** The panels and runbooks of some services, and the services that those read. */
export interface PanelContent extends Content {
  /** Services whose normal day the stores hold. @default all */
  readonly read?: readonly Service[];
}

/** What of the content is said of some services by its panels and by the queries of its runbooks. */
export function panelsAbout(content: Content, about: readonly Service[]): PanelContent {
  const ids = new Set(about.map(({ id }) => id));
  const pages = content.pages.filter((page) => ids.has(ownerOf(page)));
  const panels = pages.flatMap(({ rows }) => rows.flatMap((row) => row.panels));
  const origins = panels.flatMap((panel) => originsOf({ panel }));
  const read = new Set([...ids, ...origins.map(({ system, service }) => `${system}/${service}`)]);
  const runbooks = Object.entries(content.runbooks).filter(([path]) =>
    ids.has(path.split("/").slice(0, 2).join("/")),
  );
  return {
    ...content,
    pages,
    runbooks: Object.fromEntries(runbooks),
    read: content.services.filter(({ id }) => read.has(id)),
  };
}

/** kubectl and compose read YAML 1.1, in which a bare `no` is false: such words are quoted. */
export const yamlForGo = { version: "1.1", lineWidth: 0 } as const;

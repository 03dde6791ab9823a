const kept = (key: string) => ({ secret: "kept", key });

/** Settings of production that name about everything which can be named; the cluster keeps their secrets. */
export const filledProduction: Readonly<Record<string, string>> = {
  "belfry:images": '{"unlocked":"allow"}',
  "belfry:size": "standard",
  "belfry:objectStorage": JSON.stringify({
    ...{ endpoint: "s3.example.com", bucket: "belfry-lines", credentialsFile: kept("credentials") },
  }),
  "belfry:kubernetes": JSON.stringify({
    ...{
      nodes: ["10.0.0.0/16"],
      apiServer: ["10.1.0.1/32"],
      storageClass: "fast",
      priorityClass: "monitoring",
    },
    visible: [
      ...["kubelet", "cadvisor", "kube-apiserver", "coredns", "etcd", "kube-scheduler"],
      "kube-controller-manager",
    ],
    ingress: {
      ...{ className: "nginx", tlsSecret: "belfry-tls", controllerNamespace: "ingress" },
      hosts: { grafana: "grafana.example.com", collector: "otlp.example.com" },
    },
  }),
  "belfry:login": JSON.stringify({
    ...{ clientId: "belfry", clientSecretFile: kept("client-secret"), rolePath: "'Viewer'" },
    authUrl: "https://login.example.com/authorize",
    tokenUrl: "https://login.example.com/token",
    userInfoUrl: "https://login.example.com/userinfo",
  }),
  "belfry:push": JSON.stringify({ pulsecal: kept("pulsecal"), ragbase: kept("ragbase") }),
  "belfry:receivers": JSON.stringify({
    pagerduty: { routingKeyFile: kept("pagerduty") },
    slack: { urlFile: kept("slack"), channel: "#ops" },
    email: {
      ...{ smarthost: "mail.example.com:587", from: "belfry@example.com", to: ["ops@example.com"] },
      ...{ username: "belfry", passwordFile: kept("mail") },
    },
    webhook: { urlFile: kept("webhook") },
    deadMansSwitch: { urlFile: kept("switch") },
  }),
};

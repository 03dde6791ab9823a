/** The pod of the filled workload, as YAML. */
export const podYaml = `
serviceAccountName: shop
automountServiceAccountToken: true
enableServiceLinks: false
priorityClassName: monitoring
terminationGracePeriodSeconds: 65
securityContext:
  runAsNonRoot: true
  runAsUser: 1234
  runAsGroup: 1234
  fsGroup: 1234
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
topologySpreadConstraints:
  - &spread
    maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: DoNotSchedule
    labelSelector: { matchLabels: { app.kubernetes.io/name: shop, app.kubernetes.io/part-of: belfry } }
  - <<: *spread
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
initContainers:
  - name: prepare
    image: &image example/shop:1.2.3@sha256:${"a".repeat(64)}
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'test -e "$0" || exec "$@"', /var/lib/shop/VERSION, shopctl, init]
    env: &env
      - { name: GOMEMLIMIT, value: 900MiB }
      - { name: GOMAXPROCS, value: "2" }
      - { name: PLAIN, value: "1" }
    resources: &resources
      requests: { cpu: 100m, memory: 128Mi, ephemeral-storage: 64Mi }
      limits: { cpu: 1500m, memory: 1000Mi, ephemeral-storage: 256Mi }
    securityContext: &locked
      allowPrivilegeEscalation: false
      capabilities: { drop: [ALL] }
      readOnlyRootFilesystem: true
      runAsNonRoot: true
    volumeMounts: &mounts
      - { name: files-etc-shop, mountPath: /etc/shop, readOnly: true }
      - { name: files-etc-shop-rules, mountPath: /etc/shop/rules, readOnly: true }
      - { name: files-etc-static, mountPath: /etc/static, readOnly: true }
      - { name: secrets-run-secrets, mountPath: /run/secrets, readOnly: true }
      - { name: data-var-lib-shop, mountPath: /var/lib/shop }
      - { name: scratch, mountPath: /tmp }
containers:
  - name: shop
    image: *image
    imagePullPolicy: IfNotPresent
    command: [shopd]
    args: [--config=/etc/shop/shop.yml, "--listen=:8080"]
    env: *env
    ports:
      - { name: http, containerPort: 8080, protocol: TCP }
      - { name: otlp, containerPort: 4317, protocol: TCP }
      - { name: syslog, containerPort: 5514, protocol: UDP }
    readinessProbe:
      httpGet: { path: /ready, port: http }
      initialDelaySeconds: 1
      periodSeconds: 5
      timeoutSeconds: 2
      failureThreshold: 3
    livenessProbe:
      exec: { command: [shopctl, ping] }
      initialDelaySeconds: 0
      periodSeconds: 10
      timeoutSeconds: 4
      failureThreshold: 6
    startupProbe:
      tcpSocket: { port: http }
      initialDelaySeconds: 0
      periodSeconds: 2
      timeoutSeconds: 1
      failureThreshold: 30
    resources: *resources
    lifecycle: { preStop: { sleep: { seconds: 5 } } }
    securityContext: *locked
    volumeMounts: *mounts
  - name: reloader
    image: belfry-tool:0.1.0@sha256:${"b".repeat(64)}
    imagePullPolicy: IfNotPresent
    args: [reload, "http://127.0.0.1:8080/-/reload", /etc/shop/rules]
    env: [{ name: GOMEMLIMIT, value: 24MiB }]
    resources:
      requests: { cpu: 5m, memory: 16Mi, ephemeral-storage: 8Mi }
      limits: { cpu: 50m, memory: 32Mi, ephemeral-storage: 32Mi }
    securityContext: *locked
    volumeMounts: [{ name: files-etc-shop-rules, mountPath: /etc/shop/rules, readOnly: true }]
volumes:
  - { name: files-etc-shop, projected: { defaultMode: 0o444, sources: [{ configMap: { name: shop-etc-shop } }] } }
  - { name: files-etc-shop-rules, projected: { defaultMode: 0o444, sources: [{ configMap: { name: shop-etc-shop-rules } }] } }
  - { name: files-etc-static, projected: { defaultMode: 0o444, sources: [{ configMap: { name: shop-etc-static } }] } }
  - name: secrets-run-secrets
    secret: { secretName: shop-secrets, defaultMode: 0o440, items: [{ key: run-secrets-token, path: token }] }
  - { name: scratch, emptyDir: { sizeLimit: 64Mi } }
`;

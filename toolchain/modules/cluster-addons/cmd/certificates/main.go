// certificates FOLDER NODE NODE_ADDRESS SERVICE_ADDRESS writes the keys of a one-node cluster: a CA, the certificates
// that it signs, and a kubeconfig for each client.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"log"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// A cluster is started for a test and gone with it.
const lifetime = 30 * 24 * time.Hour

type authority struct {
	folder      string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: certificates FOLDER NODE NODE_ADDRESS SERVICE_ADDRESS")
	}
	folder, node, nodeAddress, serviceAddress := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	must(os.MkdirAll(folder, 0o700))
	ca := newAuthority(folder)

	accounts := newKey()
	save(folder, "service-accounts.key", "EC PRIVATE KEY", ok(x509.MarshalECPrivateKey(accounts)))
	save(folder, "service-accounts.pub", "PUBLIC KEY", ok(x509.MarshalPKIXPublicKey(&accounts.PublicKey)))

	names := []string{"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	ca.server("apiserver", "kube-apiserver", names, "127.0.0.1", serviceAddress, nodeAddress)
	ca.server("kubelet-server", "system:node:"+node, []string{node}, "127.0.0.1", nodeAddress)
	for _, client := range []struct{ file, name, group string }{
		{"admin", "admin", "system:masters"},
		{"controllers", "system:kube-controller-manager", ""},
		{"scheduler", "system:kube-scheduler", ""},
		{"proxy", "system:kube-proxy", ""},
		{"kubelet", "system:node:" + node, "system:nodes"},
		{"front-proxy", "front-proxy-client", ""},
	} {
		ca.client(client.file, client.name, client.group, nodeAddress)
	}
}

func newAuthority(folder string) *authority {
	key := newKey()
	template := newTemplate("belfry-test-ca")
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	der := ok(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))
	save(folder, "ca.crt", "CERTIFICATE", der)
	save(folder, "ca.key", "EC PRIVATE KEY", ok(x509.MarshalECPrivateKey(key)))
	return &authority{folder, ok(x509.ParseCertificate(der)), key}
}

func (ca *authority) server(file, name string, hosts []string, addresses ...string) {
	template := newTemplate(name)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.DNSNames = hosts
	for _, address := range addresses {
		template.IPAddresses = append(template.IPAddresses, net.ParseIP(address))
	}
	ca.sign(file, template)
}

func (ca *authority) client(file, name, group, apiServer string) {
	template := newTemplate(name)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if group != "" {
		template.Subject.Organization = []string{group}
	}
	certificate, key := ca.sign(file, template)
	encode := base64.StdEncoding.EncodeToString
	authorityPem := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.certificate.Raw})
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "https://%s:6443", certificate-authority-data: %s}}]
users: [{name: %s, user: {client-certificate-data: %s, client-key-data: %s}}]
contexts: [{name: test, context: {cluster: test, user: %s}}]
current-context: test
`, apiServer, encode(authorityPem), name, encode(certificate), encode(key), name)
	must(os.WriteFile(filepath.Join(ca.folder, file+".kubeconfig"), []byte(text), 0o600))
}

func (ca *authority) sign(file string, template *x509.Certificate) (certificate, key []byte) {
	private := newKey()
	der := ok(x509.CreateCertificate(rand.Reader, template, ca.certificate, &private.PublicKey, ca.key))
	key = save(ca.folder, file+".key", "EC PRIVATE KEY", ok(x509.MarshalECPrivateKey(private)))
	return save(ca.folder, file+".crt", "CERTIFICATE", der), key
}

func newKey() *ecdsa.PrivateKey {
	return ok(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
}

func newTemplate(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: ok(rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(lifetime),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
}

func save(folder, file, kind string, der []byte) []byte {
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	must(os.WriteFile(filepath.Join(folder, file), text, 0o600))
	return text
}

func ok[T any](value T, err error) T {
	must(err)
	return value
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

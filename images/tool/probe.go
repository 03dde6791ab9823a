package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// The engine ends a probe that takes longer than is declared; this is for whoever runs it by hand.
const longest = 30 * time.Second

func probe(target string) error {
	if !strings.HasPrefix(target, "http://") {
		connection, err := net.DialTimeout("tcp", target, longest)
		if err != nil {
			return err
		}
		return connection.Close()
	}
	client := http.Client{Timeout: longest}
	answer, err := client.Get(target)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 400 {
		return fmt.Errorf("%s answers %s", target, answer.Status)
	}
	return nil
}

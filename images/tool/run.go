package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// Becomes PROGRAM with what a secret file holds (KEY=VALUE lines) in its environment, where no inspection shows it.
func runWith(file string, program []string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	environment := os.Environ()
	for number, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		if key, _, found := strings.Cut(line, "="); !found || key == "" {
			return fmt.Errorf("%s: line %d is not KEY=VALUE", file, number+1)
		}
		environment = append(environment, line)
	}
	path, err := exec.LookPath(program[0])
	if err != nil {
		return err
	}
	return syscall.Exec(path, program, environment)
}

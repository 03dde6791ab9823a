package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunGivesItsProgramWhatTheSecretFileHolds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secrets")
	must(t, os.WriteFile(file, []byte("KEY=a=b\nOTHER=\n"), 0o600))
	output, err := exec.Command("go", "run", ".", "run", file, "sh", "-c", "printf %s:$1 \"$KEY\"", "sh", "argument").CombinedOutput()
	if err != nil || string(output) != "a=b:argument" {
		t.Errorf("it prints %q (%v)", output, err)
	}
}

func TestRunRefusesALineThatIsNoSettingAndDoesNotShowIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secrets")
	must(t, os.WriteFile(file, []byte("KEY=1\nhush\n"), 0o600))
	err := runWith(file, []string{"true"})
	if err == nil || !strings.Contains(err.Error(), "line 2 is not KEY=VALUE") || strings.Contains(err.Error(), "hush") {
		t.Error(err)
	}
}

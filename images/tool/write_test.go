package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func TestWriteMakesTheFolderHoldWhatIsGivenAndNothingElse(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	must(t, os.MkdirAll(filepath.Join(from, "etc/app"), 0o755))
	must(t, os.WriteFile(filepath.Join(from, "etc/app/a.yml"), []byte("new"), 0o600))
	must(t, os.WriteFile(filepath.Join(to, "gone.yml"), []byte("old"), 0o600))
	must(t, write(strconv.Itoa(os.Getuid()), from, to, []string{to}))
	text, err := os.ReadFile(filepath.Join(to, "etc/app/a.yml"))
	if err != nil || string(text) != "new" {
		t.Errorf("a.yml holds %q (%v)", text, err)
	}
	if _, err := os.Stat(filepath.Join(to, "gone.yml")); !os.IsNotExist(err) {
		t.Errorf("gone.yml is still there (%v)", err)
	}
	info, err := os.Stat(filepath.Join(to, self))
	if err != nil || info.Mode().Perm() != 0o555 {
		t.Errorf("the probe: %v (%v)", info, err)
	}
}

func TestWriteLeavesAnUnchangedFileAlone(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	must(t, os.WriteFile(filepath.Join(from, "a"), []byte("same"), 0o600))
	user := strconv.Itoa(os.Getuid())
	must(t, write(user, from, to, nil))
	before, _ := os.Stat(filepath.Join(to, "a"))
	must(t, write(user, from, to, nil))
	after, _ := os.Stat(filepath.Join(to, "a"))
	if !os.SameFile(before, after) {
		t.Error("the file was written again")
	}
}

func TestWriteBringsTheProbeWhereThereIsNothingToWrite(t *testing.T) {
	to := t.TempDir()
	must(t, write(strconv.Itoa(os.Getuid()), filepath.Join(to, "nowhere"), to, nil))
	if _, err := os.Stat(filepath.Join(to, self)); err != nil {
		t.Error(err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestReloadAsksOnceForEachChangeAndAgainWhereTheServerRefuses(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "rules.yml")
	must(t, os.WriteFile(text, []byte("one"), 0o600))
	var asked atomic.Int32
	refuses := atomic.Bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/-/reload" {
			t.Errorf("%s %s", r.Method, r.URL.Path)
		}
		asked.Add(1)
		if refuses.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	stop := make(chan os.Signal, 1)
	ended := make(chan error, 1)
	go func() { ended <- reloadUntil(stop, 10*time.Millisecond, server.URL+"/-/reload", []string{folder}) }()

	time.Sleep(100 * time.Millisecond)
	if count := asked.Load(); count != 0 {
		t.Errorf("asked %d times without a change", count)
	}
	refuses.Store(true)
	must(t, os.WriteFile(text, []byte("two"), 0o600))
	within(t, "it to ask twice while it is refused", func() bool { return asked.Load() >= 2 })
	refuses.Store(false)
	// One that began while it was still refused may be under way.
	time.Sleep(100 * time.Millisecond)
	before := asked.Load()
	time.Sleep(100 * time.Millisecond)
	if count := asked.Load(); count != before {
		t.Errorf("asked %d times more after it was heard", count-before)
	}
	stop <- os.Interrupt
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestReloadNamesTheFolderThatIsNotThere(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	if err := reload("http://127.0.0.1:1", []string{gone}); err == nil || !strings.Contains(err.Error(), gone) {
		t.Error(err)
	}
}

func TestFingerprintFollowsWhatTextsHoldAndWhatTheyAreCalled(t *testing.T) {
	folder := t.TempDir()
	sum := func() string {
		t.Helper()
		text, err := fingerprint([]string{folder})
		must(t, err)
		return text
	}
	must(t, os.WriteFile(filepath.Join(folder, "a"), []byte("same"), 0o600))
	first := sum()
	must(t, os.WriteFile(filepath.Join(folder, "a"), []byte("same"), 0o600))
	if sum() != first {
		t.Error("a text that was written again counts as a change")
	}
	must(t, os.Rename(filepath.Join(folder, "a"), filepath.Join(folder, "b")))
	if sum() == first {
		t.Error("another name does not count as a change")
	}
}

func within(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 10 s for %s", what)
		}
	}
}

package main

import (
	"os"
	"sync"
)

// A file of lines that grows up to a size, and then begins anew beside its predecessor.
type lineFile struct {
	path  string
	mutex sync.Mutex
	open  *os.File
	size  int64
}

func (f *lineFile) add(text string) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.open != nil && f.size > rotateAtBytes {
		f.open.Close()
		f.open = nil
		if err := os.Rename(f.path, f.path+".1"); err != nil {
			return err
		}
	}
	if f.open == nil {
		file, err := os.OpenFile(f.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		info, err := file.Stat()
		if err != nil {
			return err
		}
		f.open, f.size = file, info.Size()
	}
	written, err := f.open.WriteString(text + "\n")
	f.size += int64(written)
	return err
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Longer output of one container is kept in two files of this size.
const rotateAtBytes = 10 << 20

// Frames of the engine: stream, three zeros, length.
const frameHeader = 8

// Copies what a container prints to a file, from where the last look ended, until it ends.
func follow(ctx context.Context, e engine, one container, file *lineFile, positions string) error {
	position := filepath.Join(positions, one.ID)
	last, _ := os.ReadFile(position)
	terminal, err := e.hasTerminal(one.ID)
	if err != nil {
		return err
	}
	body, err := e.output(ctx, one.ID, secondsOf(string(last)))
	if err != nil {
		return err
	}
	defer body.Close()
	begin, newest, saved := string(last), string(last), time.Now()
	defer func() { os.WriteFile(position, []byte(newest), 0o600) }()
	return lines(body, terminal, func(when, text string) error {
		// The engine's `since` is inclusive.
		if when <= begin {
			return nil
		}
		if err := file.add(text); err != nil {
			return err
		}
		newest = max(newest, when)
		if time.Since(saved) < time.Second {
			return nil
		}
		saved = time.Now()
		return os.WriteFile(position, []byte(newest), 0o600)
	})
}

// The engine's notation of a time: seconds and nanoseconds.
func secondsOf(when string) string {
	at, err := time.Parse(time.RFC3339Nano, when)
	if err != nil {
		return "0"
	}
	return strconv.FormatInt(at.Unix(), 10) + "." + pad(at.Nanosecond())
}

func pad(nanoseconds int) string {
	text := strconv.Itoa(nanoseconds)
	return strings.Repeat("0", 9-len(text)) + text
}

// Calls `each` with the time and the text of every line; the engine cuts long ones into frames.
func lines(body io.Reader, terminal bool, each func(when, text string) error) error {
	if terminal {
		scanner := bufio.NewScanner(body)
		scanner.Buffer(nil, rotateAtBytes)
		for scanner.Scan() {
			when, text, _ := strings.Cut(strings.TrimSuffix(scanner.Text(), "\r"), " ")
			if err := each(when, text); err != nil {
				return err
			}
		}
		return scanner.Err()
	}
	// Standard output and standard error are cut independently of each other.
	var begun [3]bytes.Buffer
	var times [3]string
	header := make([]byte, frameHeader)
	for {
		if _, err := io.ReadFull(body, header); err != nil {
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				return nil
			}
			return err
		}
		frame := make([]byte, binary.BigEndian.Uint32(header[4:]))
		if _, err := io.ReadFull(body, frame); err != nil {
			return err
		}
		stream := header[0] % 3
		when, text, _ := strings.Cut(string(frame), " ")
		if begun[stream].Len() == 0 {
			times[stream] = when
		}
		begun[stream].WriteString(text)
		if !strings.HasSuffix(text, "\n") {
			continue
		}
		if err := each(times[stream], strings.TrimRight(begun[stream].String(), "\r\n")); err != nil {
			return err
		}
		begun[stream].Reset()
	}
}

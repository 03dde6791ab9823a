// Belfry's helper beside images that hold no such program: static, without dependencies.
//
//	belfry-tool probe URL|HOST:PORT             exit 0 if it answers (HTTP: with a status below 400)
//	belfry-tool reload URL FOLDER...            POST to URL whenever a text below a folder changes
//	belfry-tool run FILE PROGRAM...             become PROGRAM, with the settings of a secret file in its environment
//	belfry-tool watch SOCKET LISTEN FOLDER NET  collect what the engine's containers print, and tell which can be scraped
//	belfry-tool write UID FROM TO [OWN...]      make TO hold what FROM holds, and UID the owner of it and of each OWN
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "probe":
		return probe(args[1])
	case len(args) >= 3 && args[0] == "reload":
		return reload(args[1], args[2:])
	case len(args) >= 3 && args[0] == "run":
		return runWith(args[1], args[2:])
	case len(args) == 5 && args[0] == "watch":
		return watch(args[1], args[2], args[3], args[4])
	case len(args) >= 4 && args[0] == "write":
		return write(args[1], args[2], args[3], args[4:])
	}
	return fmt.Errorf("usage: belfry-tool probe URL|HOST:PORT, reload URL FOLDER..., run FILE PROGRAM..., watch SOCKET LISTEN FOLDER NETWORK, write UID FROM TO [OWN...]")
}

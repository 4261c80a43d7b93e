// Runs the recipe for Go in docs/recipes.md. Prints the document. After a line of input,
// prints the document from the same cache, and then from a new cache.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"

	"github.com/aws/aws-secretsmanager-caching-go/v2/secretcache"
)

func main() {
	cache := newCache()
	printDocument(cache)
	if bufio.NewScanner(os.Stdin).Scan() {
		printDocument(cache)
		printDocument(newCache())
	}
}

func newCache() *secretcache.Cache {
	cache, err := secretcache.New()
	if err != nil {
		log.Fatal(err)
	}
	return cache
}

func printDocument(cache *secretcache.Cache) {
	document, err := readDocument(cache)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(document); err != nil {
		log.Fatal(err)
	}
}

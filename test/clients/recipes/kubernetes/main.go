// Runs the recipes for Kubernetes in docs/recipes.md without a cluster. Prints the texts that a pod would read.
//
//	kubernetes external-secret.yaml
//	kubernetes secret-provider-class.yaml < secrets.json
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"
)

func main() {
	manifest, err := os.ReadFile(os.Args[1])
	check(err)
	read := readSecretProviderClass
	if strings.HasSuffix(os.Args[1], "external-secret.yaml") {
		read = readExternalSecret
	}
	texts, err := read(manifest)
	check(err)
	check(json.NewEncoder(os.Stdout).Encode(texts))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/jmespath/go-jmespath"
	"sigs.k8s.io/yaml"
)

// The fields that the recipe sets. `objects` is a text in YAML.
type secretProviderClass struct {
	APIVersion, Kind string
	Metadata         struct{ Name string }
	Spec             struct {
		Provider   string
		Parameters struct{ Objects string }
	}
}

type secretObject struct {
	ObjectName, ObjectType string
	JMESPath               []struct{ Path, ObjectAlias string }
}

// Returns the mounted files. As the AWS provider 3.1.1 does (provider/secret_value.go), it searches with go-jmespath and
// accepts only texts. No registry of Go modules has the provider itself.
func readSecretProviderClass(manifest []byte) (map[string]string, error) {
	var class secretProviderClass
	if err := yaml.UnmarshalStrict(manifest, &class); err != nil {
		return nil, err
	}
	var objects []secretObject
	if err := yaml.UnmarshalStrict([]byte(class.Spec.Parameters.Objects), &objects); err != nil {
		return nil, err
	}
	var secrets map[string]any
	if err := json.NewDecoder(os.Stdin).Decode(&secrets); err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, object := range objects {
		for _, entry := range object.JMESPath {
			value, err := jmespath.Search(entry.Path, secrets[object.ObjectName])
			if err != nil {
				return nil, err
			}
			text, isText := value.(string)
			if !isText {
				return nil, fmt.Errorf("%s is %T, not a text", entry.Path, value)
			}
			files[entry.ObjectAlias] = text
		}
	}
	return files, nil
}

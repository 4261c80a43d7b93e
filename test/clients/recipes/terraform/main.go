// Evaluates the local values of the recipe for Terraform in docs/recipes.md with the libraries that Terraform evaluates with.
// Prints `local.alation`.
//
//	terraform recipe.tf < value-of-the-secret
package main

import (
	"io"
	"log"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"github.com/zclconf/go-cty/cty/json"
)

type recipe struct {
	Data []struct {
		Type     string `hcl:"type,label"`
		Name     string `hcl:"name,label"`
		SecretID string `hcl:"secret_id"`
	} `hcl:"data,block"`
	Locals []struct {
		Alation hcl.Expression `hcl:"alation"`
	} `hcl:"locals,block"`
}

func main() {
	secret, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	file, problems := hclparse.NewParser().ParseHCLFile(os.Args[1])
	check(problems)
	var parsed recipe
	check(gohcl.DecodeBody(file.Body, nil, &parsed))
	value, problems := parsed.Locals[0].Alation.Value(scope(parsed, string(secret)))
	check(problems)
	text, err := json.Marshal(value, value.Type())
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(text)
}

// What the expression may refer to: the data source, as the AWS provider returns it, and `jsondecode` of Terraform.
func scope(parsed recipe, secret string) *hcl.EvalContext {
	data := parsed.Data[0]
	source := cty.ObjectVal(map[string]cty.Value{
		"secret_id":     cty.StringVal(data.SecretID),
		"secret_string": cty.StringVal(secret),
	})
	named := cty.ObjectVal(map[string]cty.Value{data.Name: source})
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{"data": cty.ObjectVal(map[string]cty.Value{data.Type: named})},
		Functions: map[string]function.Function{"jsondecode": stdlib.JSONDecodeFunc},
	}
}

func check(problems hcl.Diagnostics) {
	if problems.HasErrors() {
		log.Fatal(problems)
	}
}

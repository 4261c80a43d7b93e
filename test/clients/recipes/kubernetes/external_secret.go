package main

import (
	"context"
	"os"

	v1 "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	"github.com/external-secrets/external-secrets/pkg/provider/aws"
	"sigs.k8s.io/yaml"
)

// Returns the data of the Kubernetes Secret. The AWS provider of the operator reads each property.
func readExternalSecret(manifest []byte) (map[string]string, error) {
	var external v1.ExternalSecret
	if err := yaml.UnmarshalStrict(manifest, &external); err != nil {
		return nil, err
	}
	region := v1.AWSProvider{Service: v1.AWSServiceSecretsManager, Region: os.Getenv("AWS_REGION")}
	store := v1.SecretStore{Spec: v1.SecretStoreSpec{Provider: &v1.SecretStoreProvider{AWS: &region}}}
	client, err := (&aws.Provider{}).NewClient(context.Background(), &store, nil, "default")
	if err != nil {
		return nil, err
	}
	data := map[string]string{}
	for _, entry := range external.Spec.Data {
		value, err := client.GetSecret(context.Background(), entry.RemoteRef)
		if err != nil {
			return nil, err
		}
		data[entry.SecretKey] = string(value)
	}
	return data, nil
}

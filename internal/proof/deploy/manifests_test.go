package deploy

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-faster/yaml"

	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/server"
)

type (
	labels map[string]string

	// object is what the tests ask of a manifest. kubectl-validate holds all of it to
	// Kubernetes' own schemas: .ci/run.
	object struct {
		Kind     string
		Metadata struct{ Name string }
		Data     map[string]string
		Spec     struct {
			Selector    any
			PodSelector selector `yaml:"podSelector"`
			Ports       []struct {
				TargetPort string `yaml:"targetPort"`
			}
			Template struct {
				Metadata struct{ Labels, Annotations labels }
				Spec     pod
			}
			ScaleTargetRef struct{ Kind, Name string } `yaml:"scaleTargetRef"`
			Metrics        []struct {
				Pods struct{ Metric struct{ Name string } }
			}
			Ingress []struct {
				Ports []struct{ Port string }
				From  []any
			}
		}
	}
	selector struct {
		MatchLabels labels `yaml:"matchLabels"`
	}
	pod struct {
		TerminationGracePeriodSeconds int   `yaml:"terminationGracePeriodSeconds"`
		AutomountServiceAccountToken  *bool `yaml:"automountServiceAccountToken"`
		SecurityContext               struct {
			RunAsNonRoot   bool                  `yaml:"runAsNonRoot"`
			RunAsUser      int64                 `yaml:"runAsUser"`
			SeccompProfile struct{ Type string } `yaml:"seccompProfile"`
		} `yaml:"securityContext"`
		Containers []container
	}
	container struct {
		Image   string
		Args    []string
		Env     []struct{ Name string }
		EnvFrom []struct {
			ConfigMapRef struct{ Name string } `yaml:"configMapRef"`
		} `yaml:"envFrom"`
		Ports []struct {
			Name          string
			ContainerPort int `yaml:"containerPort"`
		}
		Resources       struct{ Requests, Limits map[string]string }
		StartupProbe    *probe `yaml:"startupProbe"`
		LivenessProbe   *probe `yaml:"livenessProbe"`
		ReadinessProbe  *probe `yaml:"readinessProbe"`
		SecurityContext struct {
			Privileged               *bool
			AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
			ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
			Capabilities             struct{ Drop, Add []string }
		} `yaml:"securityContext"`
	}
	probe struct {
		HTTPGet struct{ Path, Port string } `yaml:"httpGet"`

		PeriodSeconds    int `yaml:"periodSeconds"`
		FailureThreshold int `yaml:"failureThreshold"`
	}
)

// applied are the objects that a kustomization applies.
func applied(t *testing.T, folder string) (all []object) {
	t.Helper()
	var k struct{ Resources []string }
	decode(t, read(t, path.Join(folder, "kustomization.yaml")), func(d *yaml.Decoder) error { return d.Decode(&k) })
	for _, file := range k.Resources {
		decode(t, read(t, path.Join(folder, file)), func(d *yaml.Decoder) error {
			var o object
			err := d.Decode(&o)
			if err == nil {
				all = append(all, o)
			}
			return err
		})
	}
	return all
}

func decode(t *testing.T, text string, one func(*yaml.Decoder) error) {
	t.Helper()
	d := yaml.NewDecoder(bytes.NewBufferString(text))
	for {
		switch err := one(d); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Fatal(err)
		}
	}
}

func of(t *testing.T, all []object, kind string) object {
	t.Helper()
	i := slices.IndexFunc(all, func(o object) bool { return o.Kind == kind })
	if i < 0 {
		t.Fatalf("no %s is applied", kind)
	}
	return all[i]
}

const (
	service   = "deploy/kubernetes"
	migration = "deploy/kubernetes/migration"
)

// TestPodsHaveNoPrivileges: whoever breaks into the program finds nothing to write to, no
// account and no rights, and cannot take the memory of others.
func TestPodsHaveNoPrivileges(t *testing.T) {
	image := regexp.MustCompile(`(?m)^  image: (\S+)$`).FindStringSubmatch(read(t, "compose.yaml"))
	user := regexp.MustCompile(`(?m)^USER (\d+):`).FindStringSubmatch(read(t, "Dockerfile"))
	for _, o := range append(applied(t, service), applied(t, migration)...) {
		if o.Kind != "Deployment" && o.Kind != "Job" {
			continue
		}
		p := o.Spec.Template.Spec
		if !p.SecurityContext.RunAsNonRoot || p.SecurityContext.SeccompProfile.Type != "RuntimeDefault" || isNot(p.AutomountServiceAccountToken, false) {
			t.Errorf("%s: %+v", o.Kind, p)
		}
		if got := p.SecurityContext.RunAsUser; len(user) != 2 || user[1] != itoa(got) {
			t.Errorf("%s runs as %d, the image as %s", o.Kind, got, user)
		}
		for _, c := range p.Containers {
			s := c.SecurityContext
			if !s.ReadOnlyRootFilesystem || isNot(s.Privileged, false) || isNot(s.AllowPrivilegeEscalation, false) || !slices.Equal(s.Capabilities.Drop, []string{"ALL"}) || s.Capabilities.Add != nil {
				t.Errorf("%s: %+v", o.Kind, s)
			}
			for _, resource := range []string{"cpu", "memory"} {
				if c.Resources.Requests[resource] == "" || c.Resources.Limits[resource] == "" {
					t.Errorf("%s: %s is not limited: %v", o.Kind, resource, c.Resources)
				}
			}
			if len(image) != 2 || c.Image != image[1] {
				t.Errorf("%s: the image is %s, in compose.yaml %s", o.Kind, c.Image, image)
			}
		}
	}
}

func isNot(b *bool, want bool) bool { return b == nil || *b != want }

// TestSettingsAreKnown: the program reads each variable of the manifests, and finds no fault
// in their values. What it computes from the limits of the container is left to it.
func TestSettingsAreKnown(t *testing.T) {
	all := applied(t, service)
	settings := of(t, all, "ConfigMap")
	env := maps.Clone(settings.Data)
	c := of(t, all, "Deployment").Spec.Template.Spec.Containers[0]
	if len(c.EnvFrom) != 1 || c.EnvFrom[0].ConfigMapRef.Name != settings.Metadata.Name {
		t.Errorf("the settings come from %v", c.EnvFrom)
	}
	for _, v := range c.Env {
		env[v.Name] = map[string]string{"DATABASE_URL": "postgres://db/entask"}[v.Name]
	}
	for name := range env {
		if !slices.Contains(config.Names(), name) {
			t.Errorf("no setting is called %s", name)
		}
	}
	cfg, err := config.Load(func(name string) string { return env[name] }, t.TempDir(), config.ForServe)
	if err != nil {
		t.Fatal(err)
	}
	ports := map[string]string{}
	for _, p := range c.Ports {
		ports[p.Name] = itoa(int64(p.ContainerPort))
	}
	for name, addr := range map[string]string{"http": cfg.HTTPAddr, "metrics": cfg.MetricsAddr} {
		if host, port, err := net.SplitHostPort(addr); err != nil || host != "" || port != ports[name] {
			t.Errorf("the program listens at %s, the port %s is %q", addr, name, ports[name])
		}
	}
	if !strings.Contains(read(t, "Dockerfile"), "\nEXPOSE "+ports["http"]+"\n") {
		t.Errorf("the image does not expose %s", ports["http"])
	}
	if got := of(t, all, "Deployment").Spec.Template.Metadata.Annotations["prometheus.io/port"]; got != ports["metrics"] {
		t.Errorf("Prometheus reads the port %s", got)
	}
	for _, v := range of(t, applied(t, migration), "Job").Spec.Template.Spec.Containers[0].Env {
		if !slices.Contains(config.Names(), v.Name) {
			t.Errorf("no setting is called %s", v.Name)
		}
	}
}

// TestStopIsWaitedFor: a balancer notices before requests are refused, and Kubernetes
// waits for as long as a stop may take.
func TestStopIsWaitedFor(t *testing.T) {
	all := applied(t, service)
	p := of(t, all, "Deployment").Spec.Template.Spec
	drain, err := time.ParseDuration(of(t, all, "ConfigMap").Data["DRAIN_DELAY"])
	if err != nil {
		t.Fatal(err)
	}
	const rest = 6 * time.Second // the last grace, and traces
	if got, least := time.Duration(p.TerminationGracePeriodSeconds)*time.Second, drain+server.StopTimeout+rest; got <= least {
		t.Errorf("killed after %s, a stop takes up to %s", got, least)
	}
	r := p.Containers[0].ReadinessProbe
	if noticed := time.Duration(r.PeriodSeconds*r.FailureThreshold) * time.Second; noticed >= drain {
		t.Errorf("noticed after %s, requests are refused after %s", noticed, drain)
	}
}

// TestObjectsFindTheirPods: what selects the pods of the service selects these, by ports
// and metrics that they have.
func TestObjectsFindTheirPods(t *testing.T) {
	all := applied(t, service)
	d := of(t, all, "Deployment")
	pods := d.Spec.Template.Metadata.Labels
	var ports []string
	for _, p := range d.Spec.Template.Spec.Containers[0].Ports {
		ports = append(ports, p.Name)
	}
	for _, text := range []string{"deployment.yaml", "service.yaml", "disruption.yaml", "network.yaml"} {
		for _, m := range regexp.MustCompile(`(?:selector|matchLabels): \{(app\.[^}]*)\}`).FindAllStringSubmatch(read(t, path.Join(service, text)), -1) {
			got := labels{}
			for pair := range strings.SplitSeq(m[1], ", ") {
				name, value, _ := strings.Cut(pair, ": ")
				got[name] = value
			}
			if !maps.Equal(got, pods) {
				t.Errorf("%s selects %v, the pods are %v", text, got, pods)
			}
		}
	}
	if maps.Equal(pods, of(t, applied(t, migration), "Job").Spec.Template.Metadata.Labels) {
		t.Error("the migration's pods look like the service's")
	}
	if got := of(t, all, "Service").Spec.Ports[0].TargetPort; !slices.Contains(ports, got) {
		t.Errorf("the service sends to the port %s", got)
	}
	for _, rule := range of(t, all, "NetworkPolicy").Spec.Ingress {
		if port := rule.Ports[0].Port; !slices.Contains(ports, port) || (port != "http") != (len(rule.From) > 0) {
			t.Errorf("the port %s is open to %v", port, rule.From)
		}
	}
	scaled := of(t, all, "HorizontalPodAutoscaler").Spec
	if scaled.ScaleTargetRef.Kind != "Deployment" || scaled.ScaleTargetRef.Name != d.Metadata.Name {
		t.Errorf("what is scaled is %v", scaled.ScaleTargetRef)
	}
	if metric := scaled.Metrics[0].Pods.Metric.Name; !slices.Contains(metrics(t), metric) {
		t.Errorf("the service has no metric %s", metric)
	}
}

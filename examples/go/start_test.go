package start

import (
	"bufio"
	"errors"
	"os/exec"
	"regexp"
	"testing"
)

// emulator starts the emulator's server on a port of its own; it ends when its standard input does, with the test.
func emulator(t *testing.T) Client {
	t.Helper()
	command := exec.Command("npx", "tencentcloud-edge", "emulator", "--port", "0", "--quiet", "--exit-with-stdin")
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		input.Close()
		command.Wait()
	})
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if url := address.FindString(lines.Text()); url != "" {
			return Client{url, "AKIDemulator00000000000000000000demo", "emulator-demo-secret-key", "ap-guangzhou"}
		}
	}
	t.Fatal("the emulator ended")
	return Client{}
}

type instances struct {
	InstanceSet []struct{ InstanceId, InstanceState string }
}

func TestAStoppedMachineIsStarted(t *testing.T) {
	cvm := emulator(t)
	var before, after instances
	if err := cvm.Call("DescribeInstances", map[string]any{}, &before); err != nil {
		t.Fatal(err)
	}
	stopped := ""
	for _, each := range before.InstanceSet {
		if each.InstanceState == "STOPPED" {
			stopped = each.InstanceId
		}
	}
	ids := map[string]any{"InstanceIds": []string{stopped}}
	if err := cvm.Call("StartInstances", ids, &struct{}{}); err != nil {
		t.Fatal(err)
	}
	if err := cvm.Call("DescribeInstances", ids, &after); err != nil {
		t.Fatal(err)
	}
	if state := after.InstanceSet[0].InstanceState; state != "STARTING" && state != "RUNNING" {
		t.Fatal(state)
	}
}

func TestAWrongKeyIsRefused(t *testing.T) {
	cvm := emulator(t)
	cvm.SecretKey = "wrong"
	var refused *Error
	err := cvm.Call("DescribeInstances", map[string]any{}, &instances{})
	if !errors.As(err, &refused) || refused.Code != "AuthFailure.SignatureFailure" {
		t.Fatal(err)
	}
}

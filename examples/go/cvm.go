// Package start calls CVM with the standard library alone.
package start

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Client signs with one key, for one region. Endpoint is "https://cvm.tencentcloudapi.com", or the emulator's.
type Client struct {
	Endpoint, SecretID, SecretKey, Region string
}

// Error is what the service says when it refuses.
type Error struct{ Code, Message string }

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Call sends an action of CVM and reads the reply into reply.
func (c Client) Call(action string, payload, reply any) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, c.Endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	c.sign(request, action, body, time.Now().UTC())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var envelope struct{ Response json.RawMessage }
	if err := json.NewDecoder(answer.Body).Decode(&envelope); err != nil {
		return err
	}
	var refused struct{ Error *Error }
	if err := json.Unmarshal(envelope.Response, &refused); err != nil {
		return err
	}
	if refused.Error != nil {
		return refused.Error
	}
	return json.Unmarshal(envelope.Response, reply)
}

func (c Client) sign(request *http.Request, action string, body []byte, now time.Time) {
	const contentType = "application/json"
	date := now.Format(time.DateOnly)
	timestamp := strconv.FormatInt(now.Unix(), 10)
	headers := "content-type:" + contentType + "\nhost:" + request.URL.Host + "\n"
	canonical := fmt.Sprintf("POST\n/\n\n%s\ncontent-type;host\n%s", headers, digest(body))
	scope := date + "/cvm/tc3_request"
	text := "TC3-HMAC-SHA256\n" + timestamp + "\n" + scope + "\n" + digest([]byte(canonical))
	key := mac(mac(mac([]byte("TC3"+c.SecretKey), date), "cvm"), "tc3_request")
	request.Header.Set("Authorization", fmt.Sprintf(
		"TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=content-type;host, Signature=%x",
		c.SecretID, scope, mac(key, text)))
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("X-TC-Action", action)
	request.Header.Set("X-TC-Region", c.Region)
	request.Header.Set("X-TC-Timestamp", timestamp)
	request.Header.Set("X-TC-Version", "2017-03-12")
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	hash := hmac.New(sha256.New, key)
	hash.Write([]byte(text))
	return hash.Sum(nil)
}

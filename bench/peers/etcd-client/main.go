// The load and the election of etcd's own Go client (package clientv3), so that Perdure's client is compared with it on the same store.
//
//	etcd-client load  -endpoints URLS -op put|txn|get|serializable -clients N -conns N -seconds S   one JSON line with the figures
//	etcd-client elect -endpoints URLS -name NAME -id ID -ttl S                                      one JSON line when it leads, then waits
//
// The load is closed-loop: each client sends its next operation when the one before is answered, as etcd's benchmark tool does.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	"go.etcd.io/etcd/clientv3"
	"go.etcd.io/etcd/clientv3/concurrency"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("load or elect?"))
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	endpoints := flags.String("endpoints", "http://127.0.0.1:2379", "")
	op := flags.String("op", "put", "")
	clients := flags.Int("clients", 1, "")
	conns := flags.Int("conns", 1, "")
	seconds := flags.Float64("seconds", 5, "")
	warm := flags.Float64("warm", 1, "")
	size := flags.Int("size", 256, "")
	name := flags.String("name", "bench", "")
	id := flags.String("id", "go", "")
	ttl := flags.Int("ttl", 2, "")
	_ = flags.Parse(os.Args[2:])
	urls := strings.Split(*endpoints, ",")
	switch os.Args[1] {
	case "load":
		load(urls, *op, *clients, *conns, *seconds, *warm, *size)
	case "elect":
		elect(urls, *name, *id, *ttl)
	default:
		fail(fmt.Errorf("load or elect, not %s", os.Args[1]))
	}
}

func connect(urls []string) *clientv3.Client {
	client, err := clientv3.New(clientv3.Config{Endpoints: urls, DialTimeout: 5 * time.Second})
	if err != nil {
		fail(err)
	}
	return client
}

func load(urls []string, op string, clients, conns int, seconds, warm float64, size int) {
	pool := make([]*clientv3.Client, conns)
	for i := range pool {
		pool[i] = connect(urls)
	}
	value := strings.Repeat("v", size)
	begin := time.Now().Add(time.Duration(warm * float64(time.Second)))
	end := begin.Add(time.Duration(seconds * float64(time.Second)))
	took := make([][]time.Duration, clients)
	var all sync.WaitGroup
	for i := 0; i < clients; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			took[i] = client(pool[i%conns], op, i, value, begin, end)
		}(i)
	}
	all.Wait()
	report(op, clients, conns, seconds, took)
}

// One client: its own key, so that guards hold and nothing waits for another client.
func client(c *clientv3.Client, op string, i int, value string, begin, end time.Time) []time.Duration {
	ctx := context.Background()
	key := fmt.Sprintf("bench/go/%04d", i)
	put, err := c.Put(ctx, key, value)
	if err != nil {
		fail(err)
	}
	revision := put.Header.Revision
	took := make([]time.Duration, 0, 1<<16)
	for n := 0; ; n++ {
		sent := time.Now()
		if sent.After(end) {
			return took
		}
		switch op {
		case "put":
			_, err = c.Put(ctx, key, value)
		case "get":
			_, err = c.Get(ctx, key)
		case "serializable":
			_, err = c.Get(ctx, key, clientv3.WithSerializable())
		case "txn":
			var answer *clientv3.TxnResponse
			answer, err = c.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(key), "=", revision)).Then(clientv3.OpPut(key, value)).Commit()
			if err == nil && !answer.Succeeded {
				err = fmt.Errorf("the guard of %s did not hold", key)
			}
			if err == nil {
				revision = answer.Header.Revision
			}
		default:
			err = fmt.Errorf("unknown operation %s", op)
		}
		if err != nil {
			fail(err)
		}
		if sent.After(begin) {
			took = append(took, time.Since(sent))
		}
	}
}

func report(op string, clients, conns int, seconds float64, took [][]time.Duration) {
	var all []time.Duration
	for _, one := range took {
		all = append(all, one...)
	}
	sort.Slice(all, func(a, b int) bool { return all[a] < all[b] })
	at := func(q float64) float64 {
		if len(all) == 0 {
			return 0
		}
		return float64(all[int(q*float64(len(all)-1))].Microseconds()) / 1000
	}
	line(map[string]interface{}{
		"client": "etcd-go", "op": op, "clients": clients, "conns": conns, "operations": len(all),
		"perSecond": float64(len(all)) / seconds, "p50Ms": at(0.5), "p99Ms": at(0.99),
	})
}

func elect(urls []string, name, id string, ttl int) {
	c := connect(urls)
	session, err := concurrency.NewSession(c, concurrency.WithTTL(ttl))
	if err != nil {
		fail(err)
	}
	line(map[string]interface{}{"id": id, "entered": true})
	election := concurrency.NewElection(session, "bench/elections/"+name)
	if err := election.Campaign(context.Background(), id); err != nil {
		fail(err)
	}
	line(map[string]interface{}{"id": id, "leads": true, "unixMs": time.Now().UnixNano() / int64(time.Millisecond)})
	<-session.Done()
}

func line(fields map[string]interface{}) {
	text, err := json.Marshal(fields)
	if err != nil {
		fail(err)
	}
	fmt.Println(string(text))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "etcd-client:", err)
	os.Exit(1)
}

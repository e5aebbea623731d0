// Reads scenarios, a line of JSON each, feeds their values to a native
// histogram and writes its state as a line of JSON. Numbers are the bits of
// doubles in hexadecimal, since JSON knows no infinities.
package main

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

type number float64

func (n *number) UnmarshalJSON(text []byte) error {
	bits, err := strconv.ParseUint(string(text[1:len(text)-1]), 16, 64)
	*n = number(math.Float64frombits(bits))
	return err
}

func (n number) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatUint(math.Float64bits(float64(n)), 16))
}

type scenario struct {
	Factor           number
	MaxBuckets       uint32
	ZeroThreshold    number
	MaxZeroThreshold number
	Values           []number
}

type span struct {
	Offset int32  `json:"offset"`
	Length uint32 `json:"length"`
}

type state struct {
	Schema         int32   `json:"schema"`
	ZeroThreshold  number  `json:"zeroThreshold"`
	ZeroCount      uint64  `json:"zeroCount"`
	PositiveSpans  []span  `json:"positiveSpans"`
	PositiveDeltas []int64 `json:"positiveDeltas"`
	NegativeSpans  []span  `json:"negativeSpans"`
	NegativeDeltas []int64 `json:"negativeDeltas"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var s scenario
		must(json.Unmarshal(in.Bytes(), &s))
		must(out.Encode(run(s)))
	}
}

func run(s scenario) state {
	threshold := float64(s.ZeroThreshold)
	if threshold == 0 {
		// Zero means the default there.
		threshold = prometheus.NativeHistogramZeroThresholdZero
	}
	histogram := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:                            "h",
		NativeHistogramBucketFactor:     float64(s.Factor),
		NativeHistogramMaxBucketNumber:  s.MaxBuckets,
		NativeHistogramZeroThreshold:    threshold,
		NativeHistogramMaxZeroThreshold: float64(s.MaxZeroThreshold),
	})
	for _, value := range s.Values {
		histogram.Observe(float64(value))
	}
	var metric dto.Metric
	must(histogram.Write(&metric))
	h := metric.GetHistogram()
	return state{
		Schema:         h.GetSchema(),
		ZeroThreshold:  number(h.GetZeroThreshold()),
		ZeroCount:      h.GetZeroCount(),
		PositiveSpans:  spans(h.GetPositiveSpan()),
		PositiveDeltas: append([]int64{}, h.GetPositiveDelta()...),
		NegativeSpans:  spans(h.GetNegativeSpan()),
		NegativeDeltas: append([]int64{}, h.GetNegativeDelta()...),
	}
}

func spans(from []*dto.BucketSpan) []span {
	to := []span{}
	for _, s := range from {
		to = append(to, span{s.GetOffset(), s.GetLength()})
	}
	return to
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Reads delimited families from standard input and writes each as text.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder := expfmt.NewDecoder(os.Stdin, expfmt.FmtProtoDelim)
	for {
		var family dto.MetricFamily
		err := decoder.Decode(&family)
		if err == io.EOF {
			return
		}
		if err == nil {
			_, err = expfmt.MetricFamilyToText(out, &family)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%q: %v\n", family.GetName(), err)
			os.Exit(1)
		}
	}
}

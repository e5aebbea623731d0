/** What the two Python libraries offer, feature by feature, with the calls a program would write. */
export interface PythonFeature {
  /** What it does there. */
  readonly feature: string;
  /** As the first column of the page shows them. */
  readonly calls: readonly string[];
}

/** prometheus_flask_exporter 0.23. */
const FLASK: Readonly<Record<string, PythonFeature>> = {
  F1: {
    feature: "one call adds the endpoint and the default metrics",
    calls: ["PrometheusMetrics(app)"],
  },
  F2: {
    feature: "metrics first, applications later",
    calls: ["for_app_factory()", "init_app(app)"],
  },
  F3: { feature: "default names without a prefix", calls: ["NO_PREFIX"] },
  F4: { feature: "a registry of one's own", calls: ["registry="] },
  F5: { feature: "unknown keyword arguments are ignored", calls: ["**kwargs"] },
  F6: { feature: "the path of the endpoint, or none", calls: ["path='/metrics'", "path=None"] },
  F7: { feature: "no default metrics", calls: ["export_defaults=False"] },
  F8: { feature: "a prefix of the default metrics only", calls: ["defaults_prefix='flask'"] },
  F9: {
    feature: "what the duration is grouped by",
    calls: ["group_by='path'", "group_by='url_rule'", "'endpoint'", "'full_path'"],
  },
  F10: { feature: "buckets of the default duration", calls: ["buckets="] },
  F11: {
    feature: "the duration as a summary",
    calls: ["default_latency_as_histogram=False"],
  },
  F12: { feature: "labels on all request metrics", calls: ["default_labels="] },
  F13: { feature: "makes a response of what a view returned", calls: ["response_converter="] },
  F14: { feature: "a decorator around the endpoint", calls: ["metrics_decorator="] },
  F15: { feature: "older names of options", calls: ["static_labels=", "group_by_endpoint="] },
  F16: {
    feature: "default metrics added later, with options of their own",
    calls: ["export_defaults(buckets, group_by, prefix, app)"],
  },
  F17: { feature: "the version of the exporter", calls: ["flask_exporter_info"] },
  F18: { feature: "duration of requests", calls: ["flask_http_request_duration_seconds"] },
  F19: { feature: "number of requests", calls: ["flask_http_request_total"] },
  F20: {
    feature: "requests whose error nobody handled",
    calls: ["flask_http_request_exceptions_total"],
  },
  F21: {
    feature: "each request is reported once, also after an error",
    calls: ["prom_total_reported"],
  },
  F22: { feature: "the endpoint does not count itself", calls: ["GET /metrics"] },
  F23: { feature: "no samples before the first request", calls: ["HELP and TYPE only"] },
  F24: { feature: "counts calls of a view", calls: ["@metrics.counter(name, help)"] },
  F25: { feature: "distribution of the seconds of a view", calls: ["@metrics.histogram"] },
  F26: { feature: "count and sum of the seconds of a view", calls: ["@metrics.summary"] },
  F27: { feature: "views in progress", calls: ["@metrics.gauge"] },
  F28: {
    feature: "the metric exists once the wrapper is made; the wrapper fits many views",
    calls: ["by_path = metrics.counter(…)"],
  },
  F29: {
    feature: "the route decorator has to be the outermost",
    calls: ["@app.route above @metrics.…"],
  },
  F30: {
    feature: "metrics on functions that are no views",
    calls: ["@metrics.counter on a helper"],
  },
  F31: {
    feature: "the response of an error handler gives the labels",
    calls: ["@app.errorhandler"],
  },
  F32: { feature: "asynchronous views", calls: ["async def view()"] },
  F33: { feature: "metrics on all views", calls: ["register_default(*metrics)"] },
  F34: { feature: "a view without default metrics", calls: ["@metrics.do_not_track()"] },
  F35: { feature: "a view without any metric", calls: ["@metrics.exclude_all_metrics()"] },
  F36: {
    feature: "a gauge of 1 whose labels are facts",
    calls: ["metrics.info(name, help, **labels)"],
  },
  F37: {
    feature: "constants and functions as labels",
    calls: ["labels={'a': 1, 'b': lambda r: …}"],
  },
  F38: { feature: "labels are evaluated after the view", calls: ["lambda r: r.status_code"] },
  F39: { feature: "a label function that fails answers 500", calls: ["lambda r: r.missing"] },
  F40: {
    feature: "series whose labels are all constants exist at 0",
    calls: ["initial_value_when_only_static_labels"],
  },
  F41: { feature: "labels have to be a dict", calls: ["labels=['a']"] },
  F42: {
    feature: "no text of a function in the output",
    calls: ["labels={'a': 1, 'b': lambda r: …}"],
  },
  F43: { feature: "paths that are not measured", calls: ["excluded_paths="] },
  F44: { feature: "excluded paths have no metrics at all", calls: ["exclude_user_defaults=True"] },
  F45: {
    feature: "exclusion view by view",
    calls: ["@metrics.do_not_track()", "@metrics.exclude_all_metrics()"],
  },
  F46: { feature: "an endpoint at another place", calls: ["register_endpoint(path)"] },
  F47: { feature: "a scrape of some names", calls: ["?name[]="] },
  F48: { feature: "the exposition as a text", calls: ["generate_metrics(accept, names)"] },
  F49: { feature: "the format by the header", calls: ["Accept: application/openmetrics-text"] },
  F50: { feature: "no compression", calls: ["Accept-Encoding: gzip"] },
  F51: {
    feature: "a scrape server on a port of its own",
    calls: ["start_http_server(port, host, endpoint, ssl)"],
  },
  F52: { feature: "the endpoint while Flask reloads", calls: ["DEBUG_METRICS"] },
  F53: { feature: "files that processes share", calls: ["PROMETHEUS_MULTIPROC_DIR"] },
  F54: {
    feature: "the base of the classes for several processes",
    calls: ["MultiprocessPrometheusMetrics"],
  },
  F55: {
    feature: "the endpoint of any process answers for all",
    calls: ["MultiprocessInternalPrometheusMetrics"],
  },
  F56: { feature: "a scrape server in uWSGI's first process", calls: ["UWsgiPrometheusMetrics"] },
  F57: {
    feature: "a scrape server in Gunicorn's first process",
    calls: [
      "GunicornPrometheusMetrics",
      "start_http_server_when_ready",
      "mark_process_dead_on_child_exit",
    ],
  },
  F58: {
    feature: "any process of Gunicorn answers for all",
    calls: ["GunicornInternalPrometheusMetrics"],
  },
  F59: {
    feature: "what does not work with several processes",
    calls: ["process metrics, set_function, exemplars"],
  },
  F60: { feature: "Flask-RESTful", calls: ["RESTfulPrometheusMetrics"] },
  F61: { feature: "Connexion", calls: ["ConnexionPrometheusMetrics", "content_type()"] },
  F62: { feature: "groups of routes with a prefix", calls: ["Blueprint(url_prefix=)"] },
  F63: { feature: "a dashboard for Grafana", calls: ["dashboards/flask_webapp.json"] },
  F64: { feature: "the version as an attribute", calls: ["metrics.version"] },
};

/** client_python 0.25. */
const CLIENT: Readonly<Record<string, PythonFeature>> = {
  C1: {
    feature: "makes a metric; its name has up to four parts",
    calls: ["Counter(name, help, labelnames, namespace, subsystem, unit, registry)"],
  },
  C2: {
    feature: "names are checked",
    calls: ["Gauge('1st', …)", "Counter('__x' as a label)", "Counter('größe', …)"],
  },
  C3: {
    feature: "a counter",
    calls: ["Counter.inc(amount, exemplar)", "Counter.reset()"],
  },
  C4: {
    feature: "a gauge",
    calls: ["Gauge.inc", "dec", "set", "set_to_current_time", "Gauge.set_function(f)"],
  },
  C5: { feature: "count and sum", calls: ["Summary.observe"] },
  C6: {
    feature: "a histogram, with checked buckets",
    calls: ["Histogram.observe(v, exemplar)", "buckets=(…)"],
  },
  C7: { feature: "facts as labels", calls: ["Info.info(dict)"] },
  C8: { feature: "one of several states", calls: ["Enum(states=…)", ".state(s)"] },
  C9: { feature: "native histograms", calls: ["add_sample(native_histogram=…)"] },
  C10: {
    feature: "types for collectors only",
    calls: ["UnknownMetricFamily", "GaugeHistogramMetricFamily"],
  },
  C11: { feature: "the series with these labels", calls: ["labels('a')", "labels(k='a')"] },
  C12: { feature: "removes one series", calls: ["remove"] },
  C13: { feature: "removes the series with some labels", calls: ["remove_by_labels"] },
  C14: { feature: "removes all series", calls: ["clear"] },
  C15: {
    feature: "a registry",
    calls: ["CollectorRegistry()", "register", "unregister"],
  },
  C16: { feature: "two metrics with one name", calls: ["DuplicateTimeseries"] },
  C17: {
    feature: "collectors that make families at each scrape",
    calls: ["collect()", "describe()", "GaugeMetricFamily(…).add_metric(…)"],
  },
  C18: { feature: "a view of some names", calls: ["restricted_registry(names)"] },
  C19: { feature: "what this process is", calls: ["set_target_info", "target_info="] },
  C20: { feature: "the value of one sample, for tests", calls: ["get_sample_value(name, labels)"] },
  C21: {
    feature: "times functions and blocks",
    calls: ["@x.time()", "with x.time() as t:", "t.labels(…)", "t.duration"],
  },
  C22: {
    feature: "counts what functions and blocks throw",
    calls: ["@c.count_exceptions(ValueError)", "with c.count_exceptions():"],
  },
  C23: {
    feature: "counts what is in progress",
    calls: ["@g.track_inprogress()", "with g.track_inprogress():"],
  },
  C24: { feature: "a decorated function keeps its signature", calls: ["getfullargspec(f)"] },
  C25: { feature: "exemplars", calls: ["c.inc(1, {'trace_id': …})"] },
  C26: { feature: "when a series began", calls: ["_created", "disable_created_metrics()"] },
  C27: { feature: "the format by the header", calls: ["choose_encoder(accept)"] },
  C28: { feature: "the text format", calls: ["generate_latest(registry)"] },
  C29: { feature: "OpenMetrics", calls: ["openmetrics.generate_latest"] },
  C30: { feature: "names with other characters", calls: ["escaping='underscores'"] },
  C31: { feature: "one place for format, names and gzip", calls: ["_bake_output"] },
  C32: { feature: "compressed answers", calls: ["disable_compression=True"] },
  C33: { feature: "a WSGI application", calls: ["make_wsgi_app"] },
  C34: {
    feature: "a scrape server, also with TLS",
    calls: [
      "start_http_server(port, addr)",
      "start_wsgi_server",
      "certfile",
      "keyfile",
      "client_cafile",
      "client_auth_required",
    ],
  },
  C35: {
    feature: "handlers for other servers",
    calls: [
      "make_asgi_app",
      "make_aiohttp_handler",
      "MetricsHandler",
      "PrometheusDjangoView",
      "MetricsResource",
    ],
  },
  C36: { feature: "a file for the node exporter", calls: ["write_to_textfile(path, registry)"] },
  C37: {
    feature: "the Pushgateway",
    calls: [
      "push_to_gateway",
      "pushadd_to_gateway",
      "delete_from_gateway",
      "compression='gzip'",
      "compression='snappy'",
    ],
  },
  C38: {
    feature: "how a push is sent",
    calls: [
      "default_handler",
      "basic_auth_handler",
      "tls_auth_handler",
      "passthrough_redirect_handler",
    ],
  },
  C39: { feature: "the address of this machine as a label", calls: ["instance_ip_grouping_key()"] },
  C40: {
    feature: "Graphite",
    calls: ["GraphiteBridge(address, tags=)", "push(prefix)", "start(interval, prefix)"],
  },
  C41: {
    feature: "reads an exposition",
    calls: ["parser.text_string_to_metric_families"],
  },
  C42: { feature: "metrics of the process", calls: ["ProcessCollector"] },
  C43: { feature: "the version of the language", calls: ["PlatformCollector"] },
  C44: { feature: "garbage collection", calls: ["GCCollector"] },
  C45: { feature: "without some of them", calls: ["REGISTRY.unregister(GC_COLLECTOR)"] },
  C46: { feature: "totals of several processes", calls: ["MultiProcessCollector"] },
  C47: { feature: "how gauges of several processes become one", calls: ["multiprocess_mode"] },
  C48: { feature: "forgets a process", calls: ["mark_process_dead(pid)"] },
  C49: { feature: "another name for a process", calls: ["MultiProcessValue(process_identifier)"] },
  C50: {
    feature: "what does not work with several processes",
    calls: ["Info, Enum and custom collectors"],
  },
};

export const FEATURES: Readonly<Record<string, PythonFeature>> = { ...FLASK, ...CLIENT };

/** What one monitor, one OSD in memory and one gateway need, all on the loopback interface. */
export function cephConfig(folder: string, fsid: string, ports: CephPorts): string {
  const monitors = monitorAddresses(ports);
  return `[global]
fsid = ${fsid}
mon_initial_members = a
mon_host = ${monitors}
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_ipv6 = false
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = ${folder}/keyring
auth_allow_insecure_global_id_reclaim = false
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
run_dir = ${folder}/run
admin_socket = ${folder}/run/$cluster-$name.asok
log_file = ${folder}/log/$name.log
pid_file = ${folder}/run/$name.pid
crash_dir = ${folder}/crash

[mon.a]
mon_data = ${folder}/mon
mon_data_avail_crit = 1
mon_data_avail_warn = 1
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_tick_interval = 1

[osd.0]
osd_data = ${folder}/osd
keyring = ${folder}/keyring
osd_objectstore = memstore
memstore_device_bytes = 1073741824
osd_class_load_list = *
osd_class_default_list = *
osd_max_object_name_len = 460

[client.rgw]
keyring = ${folder}/keyring
rgw_data = ${folder}/rgw
rgw_frontends = beast endpoint=127.0.0.1:${ports.gateway} tcp_nodelay=1
rgw_enable_ops_log = false
rgw_enable_usage_log = false
rgw_gc_max_objs = 8
rgw_thread_pool_size = 32
rgw_dns_name =
`;
}

export interface CephPorts {
  readonly monitor: number;
  readonly monitorV1: number;
  readonly gateway: number;
}

export function monitorAddresses({ monitor, monitorV1 }: CephPorts): string {
  return `[v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitorV1}]`;
}

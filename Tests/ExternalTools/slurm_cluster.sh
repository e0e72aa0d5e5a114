#!/bin/sh
# A Slurm cluster of one node on the loopback interface, for tests.
#
#   slurm_cluster.sh start DIR SECONDS   installs Slurm where it is missing (Debian, as root), starts
#                                        munged, slurmctld and slurmd with all their files in DIR, and
#                                        returns once the node is idle; SLURM_CONF is DIR/slurm.conf.
#                                        Whoever started them may die: after SECONDS they end anyway.
#   slurm_cluster.sh stop DIR            kills what runs there, and the daemons.
set -u

fail() {
  echo "slurm_cluster.sh: $1" >&2
  exit 1
}

install_slurm() {
  PATH="$PATH:/usr/sbin:/sbin"
  if command -v slurmctld && command -v slurmd && command -v munged && command -v sbatch; then
    return 0
  fi > /dev/null
  [ "$(id -u)" -eq 0 ] || fail "slurm-wlm and munge are not installed. Install them as root."
  export DEBIAN_FRONTEND=noninteractive
  timeout 600 sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    slurm-wlm munge' > "$1/apt.log" 2>&1 || fail "apt-get cannot install slurm-wlm ($1/apt.log)."
}

# A port that nothing listens to, at or above the one given (the kernel's table is in hexadecimal).
free_port() {
  port=$1
  while grep -q "$(printf ':%04X ' "$port")" /proc/net/tcp; do port=$((port + 1)); done
  echo "$port"
}

configure() {
  control=$(free_port $((20000 + $$ % 20000)))
  node=$(free_port $((control + 1)))
  cat > "$1/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$control
SlurmdPort=$node
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
# A requeued job waits until the credential of its first start has expired: by default two minutes.
AuthInfo=socket=$1/munge.socket,cred_expire=5
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.pid
SlurmctldLogFile=$1/slurmctld.log
SlurmdLogFile=$1/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=1,sched_interval=2
SlurmdParameters=config_overrides
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=5
MinJobAge=600
NodeName=localhost NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$node CPUs=$(nproc) RealMemory=8000
PartitionName=test Nodes=localhost Default=YES MaxTime=INFINITE State=UP
END
}

# Runs a daemon in the foreground of a keeper that ends it after so many seconds.
keep() {
  directory=$1
  seconds=$2
  name=$3
  shift 3
  setsid timeout --signal=TERM --kill-after=10 "$seconds" "$@" \
    > "$directory/$name.out" 2>&1 < /dev/null &
  echo $! > "$directory/$name.keeper"
}

start() {
  directory=$1
  seconds=$2
  install_slurm "$directory"
  # munged refuses a socket below a directory that others cannot enter.
  chmod 711 "$directory"
  mkdir -p "$directory/state" "$directory/spool"
  (umask 077 && head -c 64 /dev/urandom > "$directory/munge.key")
  configure "$directory"
  export SLURM_CONF="$directory/slurm.conf"
  keep "$directory" "$seconds" munged munged --foreground --force \
    --socket="$directory/munge.socket" --key-file="$directory/munge.key" \
    --pid-file="$directory/munged.pid" --seed-file="$directory/munged.seed" \
    --log-file="$directory/munged.log"
  wait_for 20 test -S "$directory/munge.socket" || fail "munged does not start ($directory)."
  keep "$directory" "$seconds" slurmctld slurmctld -D -i -f "$SLURM_CONF"
  keep "$directory" "$seconds" slurmd slurmd -D -N localhost -f "$SLURM_CONF"
  wait_for 60 is_idle || fail "Slurm does not start: $(tail -5 "$directory/slurmctld.log")"
}

is_idle() { timeout 10 sinfo --noheader --format=%t 2> /dev/null | grep -qx idle; }

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
  left=$(($1 * 5))
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.2
  done
}

stop() {
  directory=$1
  export SLURM_CONF="$directory/slurm.conf"
  if [ -f "$SLURM_CONF" ]; then
    timeout 20 scancel --user="$(id -un)" 2> /dev/null
    wait_for 20 no_jobs
  fi
  for name in slurmd slurmctld munged; do
    [ -f "$directory/$name.keeper" ] || continue
    keeper=$(cat "$directory/$name.keeper")
    kill -TERM "$keeper" 2> /dev/null || continue
    wait_for 15 is_gone "$keeper" || kill -KILL -- "-$keeper" 2> /dev/null
  done
}

no_jobs() { [ -z "$(timeout 10 squeue --noheader 2> /dev/null)" ]; }
is_gone() { ! kill -0 "$1" 2> /dev/null; }

PATH="$PATH:/usr/sbin:/sbin"
case "${1:-}" in
  start) start "$2" "$3" ;;
  stop) stop "$2" ;;
  *) fail "Give start DIR SECONDS or stop DIR." ;;
esac

/// A shell script that submits a cohort to Slurm: an array job of the shards, and the merge of them
/// when all are done.
///
/// A shard is started again where it left off
/// - by Slurm itself after a failed node, a preemption or `scontrol requeue` (`--requeue`);
/// - by its own script, at most ``ClusterRun/retries`` times, when its time is over (Slurm sends
///   SIGUSR1 before that), when `--time-limit` stopped it (status 75), or when a signal killed the
///   program (as the kernel does where memory is short).
///
/// It is not started again after `scancel`, nor where starting again would help nothing: bad input,
/// a directory that cannot be written to. The merge then never runs, and leaves the queue.
public struct SlurmScript: Sendable, Hashable {
  public var run: ClusterRun

  public init(_ run: ClusterRun) { self.run = run }

  /// The whole script, for POSIX `sh`; the same for the same run.
  public var text: String {
    """
    #!/bin/sh
    \(header)
    set -eu

    directory=\(ShellWords.quoted(run.directory))
    mkdir -p "$directory/logs"

    shards=$(sbatch --parsable --chdir="$directory" --output=logs/shard-%a.log "$@" <<'END_OF_JOB'
    \(shardJob)
    END_OF_JOB
    )
    # With several clusters the name of one follows the number.
    merge=$(sbatch --parsable --chdir="$directory" --output=logs/merge.log \\
      --dependency="afterok:${shards%%;*}" --kill-on-invalid-dep=yes "$@" <<'END_OF_JOB'
    \(mergeJob)
    END_OF_JOB
    ) || {
      scancel "${shards%%;*}"
      exit 1
    }
    echo "Job ${shards%%;*} has the shards 1 to \(plan.shards), job ${merge%%;*} merges them."

    """
  }

  private var plan: ShardPlan { run.plan }

  private var header: String {
    run.header([
      "A cohort of \(plan.patients) patients in \(plan.shards) shards, for Slurm.",
      "Submit with: sh FILE [options of sbatch, such as --partition=long or --mem=8G].",
      "Submitted again after the jobs have ended, it does what is missing.",
    ])
  }

  private var shardJob: String {
    """
    #!/bin/sh
    #SBATCH --job-name=\(run.name)
    #SBATCH --array=1-\(plan.shards)
    #SBATCH --nodes=1
    #SBATCH --ntasks=1
    #SBATCH --cpus-per-task=\(plan.threads)
    #SBATCH --mem=\(plan.megabytes)M
    #SBATCH --time=\(Self.time(plan.minutes))
    #SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --signal=B:USR1@60

    directory=\(ShellWords.quoted(run.directory))
    shard=$SLURM_ARRAY_TASK_ID
    \(command) &
    program=$!

    # The program stops at SIGTERM, and what it has computed stays.
    ending=own
    trap 'ending=time; kill -TERM "$program" 2> /dev/null' USR1
    trap 'ending=slurm; kill -TERM "$program" 2> /dev/null' TERM
    while :; do
      status=0
      wait "$program" || status=$?
      # A signal ends the waiting, and not the program.
      kill -0 "$program" 2> /dev/null || break
    done

    case $status in
      # 1: a patient failed, which is a result. The merge job says so.
      0 | 1) exit 0 ;;
    esac
    # Preempted, requeued or cancelled: Slurm knows whether to start it again.
    if [ "$ending" = slurm ]; then exit "$status"; fi
    # Out of time, or killed. The number of a whole array is that of one of its jobs.
    if [ "$status" -eq 75 ] || [ "$status" -gt 128 ]; then
      if [ "${SLURM_RESTART_COUNT:-0}" -lt \(run.retries) ]; then
        echo "Shard $shard ended with status $status, and is started again."
        scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
      fi
    fi
    exit "$status"
    """
  }

  private var command: String {
    let place = #""$directory/shard-$shard-of-\#(plan.shards)""#
    let words = [run.program, "cohort", "run"].map(ShellWords.quoted)
    return ShellWords.lines(
      [words.joined(separator: " ")] + run.arguments.map(ShellWords.quoted) + [
        "--out " + place,
        #"--shard "$shard/\#(plan.shards)""#,
        #"--threads "${SLURM_CPUS_PER_TASK:-\#(plan.threads)}""#,
        #"--report "$directory/logs/shard-$shard.json""#,
      ], indent: 2)
  }

  private var mergeJob: String {
    let program = ShellWords.quoted(run.program)
    let table = run.table.map { " --output " + ShellWords.quoted($0) } ?? ""
    return """
      #!/bin/sh
      #SBATCH --job-name=\(run.name)-merge
      #SBATCH --nodes=1
      #SBATCH --ntasks=1
      #SBATCH --cpus-per-task=1
      #SBATCH --mem=\(plan.megabytes)M
      #SBATCH --time=\(Self.time(plan.mergeMinutes))
      #SBATCH --requeue
      #SBATCH --open-mode=append
      set -eu

      directory=\(ShellWords.quoted(run.directory))
      set --
      shard=1
      while [ "$shard" -le \(plan.shards) ]; do
        set -- "$@" "$directory/shard-$shard-of-\(plan.shards)"
        shard=$((shard + 1))
      done
      \(program) cohort merge "$@" --out "$directory/cohort"\(table)
      # Status 1 if a patient failed: the table has the reasons.
      \(program) cohort status "$directory/cohort" --output "$directory/status.tsv"
      """
  }

  /// As Slurm reads times: `[days-]hours:minutes:seconds`.
  private static func time(_ minutes: Int) -> String {
    let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
    let (days, hours) = (minutes / 1440, minutes / 60 % 24)
    return (days > 0 ? "\(days)-" : "") + "\(two(hours)):\(two(minutes % 60)):00"
  }
}

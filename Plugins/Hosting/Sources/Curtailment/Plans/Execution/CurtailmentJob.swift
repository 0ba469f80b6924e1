import PluginKit

/// The job `curtailment`: looks at the tenant's rules, then carries out what is due of its plans.
struct CurtailmentJob: Sendable {
    let settings: HostingSettings
    let context: PluginContext
    let devices: any DeviceCommanding

    /// How long a run waits for the next batch; then the next run does.
    private static let runSeconds = 25.0

    /// One run.
    func run(_ run: JobRun) async throws -> JobSummary {
        // Miners are woken at their time whatever became of the rules: why these could not be looked at is told afterwards.
        let rules: Result<Int, any Error>
        do { rules = .success(try await RuleEngine(context: context).look()) } catch { rules = .failure(error) }
        let runner = PlanRunner(
            store: PlanStore(context: context), devices: devices, now: { [clock = context.clock] in clock.now },
            sleep: { try await Task.sleep(nanoseconds: UInt64(max(0, $0) * 1e9)) },
            rules: SwitchRules(settleSeconds: Double(settings.curtailmentSettleSeconds)),
            report: { [log = context.log] id, error in log.error("Curtailment plan \(id): \(PluginError(error))") })
        let summary = try await runner.run(until: context.clock.now.adding(seconds: CurtailmentJob.runSeconds))
        let looked = try rules.get()
        return JobSummary { json in
            json.field("rules", looked)
            json.field("plans", summary.plans)
            json.field("looks", summary.looks)
            json.field("orders", summary.orders)
            json.field("failed", summary.failed)
        }
    }
}

extension Installation {
    /// Holds the schedules of a plugin's job for every tenant and waits until no run of it is waiting or under way.
    func pause(plugin: String, job: String) async throws {
        let which = "plugin = '\(plugin)' AND job = '\(job)'"
        _ = try await query("UPDATE app.job_schedules SET paused = true WHERE \(which)")
        try await eventually("\(plugin)'s \(job) does not run", patience: .seconds(60)) {
            try await query("SELECT 1 FROM app.job_runs WHERE \(which)").isEmpty ? true : nil
        }
    }

    /// Lets what was paused go on.
    func resume(plugin: String, job: String) async throws {
        _ = try await query("UPDATE app.job_schedules SET paused = false WHERE plugin = '\(plugin)' AND job = '\(job)'")
    }
}

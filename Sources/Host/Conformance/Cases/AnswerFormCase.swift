import HostPlugins
import PluginABI

/// Answers are what the host can read, and what the manifest declares.
struct AnswerFormCase: ConformanceCase {
    let name = "answer-form"
    let summary = "reads every answer as the host does: kind, fields, status, headers, JSON, template"
    let rule = "`answer` is a message whose kind fits the call. HI_INVALID_ARGUMENT if the answer is not well formed (the call then fails)."
    let needs = ["completes-once"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let instance = try probe.instance(probe.host())
        var (answers, failures) = (0, 0)
        for work in probe.works {
            probe.doing(work.name)
            guard case .completed(let completion) = try instance.call(work.message()) else {
                failures += 1
                continue
            }
            guard completion.status == HI_OK else {
                failures += 1
                guard completion.message.isEmpty else { continue }
                throw Finding(
                    "\(work.name) completed with status \(completion.status) and no message",
                    expected: "an error that says what happened and what was expected, for a person")
            }
            answers += 1
            do throws(MessageError) {
                try AnswerReading.check(completion.answer, of: work, templates: probe.templates)
            } catch {
                throw Finding("\(work.name): \(error.message)", expected: "an answer as request.h and job.h have it")
            }
        }
        return .passed("\(answers) answers, \(failures) failures with a message")
    }
}

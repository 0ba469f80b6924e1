// peer FLEET TARGET_WATTS: the textbook's dynamic programme over watts, exact, without limits: least hashrate that sheds so much.
// Prints the optimum and the milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

int main(int count, char **arguments) {
    if (count != 3) return 64;
    std::ifstream file(arguments[1]);
    std::string line;
    std::getline(file, line);
    std::vector<std::pair<std::int64_t, std::int64_t>> miners;
    while (std::getline(file, line)) {
        std::vector<std::string> fields;
        std::stringstream stream(line);
        for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
        if (fields.size() >= 3) miners.emplace_back(std::atoll(fields[fields.size() - 3].c_str()), std::atoll(fields[fields.size() - 2].c_str()));
    }
    const std::int64_t target = std::atoll(arguments[2]);
    const auto begin = std::chrono::steady_clock::now();
    const std::int64_t never = std::numeric_limits<std::int64_t>::max() / 2;
    // Element w: the least hashrate that sheds at least w watts, w cut off at the target.
    std::vector<std::int64_t> least(target + 1, never);
    least[0] = 0;
    for (const auto &[hashrate, power] : miners) {
        for (std::int64_t watts = target; watts > 0; --watts) {
            const std::int64_t other = least[std::max<std::int64_t>(0, watts - power)] + hashrate;
            if (other < least[watts]) least[watts] = other;
        }
    }
    const auto end = std::chrono::steady_clock::now();
    std::printf("%lld %.1f\n", static_cast<long long>(least[target]), std::chrono::duration<double, std::milli>(end - begin).count());
}

// Starts a program and waits for it, as a host would: keeper PROGRAM
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count < 2) return 1;
    if (fork() == 0) {
        execv(arguments[1], arguments + 1);
        _exit(1);
    }
    close(2);
    close(3);
    wait(0);
    return 0;
}

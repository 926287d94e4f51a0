/* Stop the process by SIGSTOP when it has renamed a file to a path that ends with $FAULTS_RENAMED. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int rename(const char *from, const char *to) {
    int failed = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    const char *end = getenv("FAULTS_RENAMED");
    size_t all = strlen(to), part = end ? strlen(end) : 0;
    if (!failed && part && all >= part && !strcmp(to + all - part, end)) raise(SIGSTOP);
    return failed;
}

/* The client requests of memcheck are macros of C. */
#include <stddef.h>
#include <valgrind/memcheck.h>

int ct_running_on_valgrind(void) { return RUNNING_ON_VALGRIND > 0; }

void ct_mark_secret(const void *at, size_t length) { (void)VALGRIND_MAKE_MEM_UNDEFINED(at, length); }

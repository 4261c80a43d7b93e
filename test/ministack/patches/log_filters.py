"""The filter pattern `?a ?b` finds log lines with any of these terms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from ministack.services import cloudwatch_logs


def apply():
    compile_pattern = cloudwatch_logs._compile_filter_pattern

    def compile_filter_pattern(pattern):
        terms = (pattern or "").split()
        if terms and all(term.startswith("?") for term in terms):
            return lambda message: any(term[1:] in message for term in terms)
        return compile_pattern(pattern)

    cloudwatch_logs._compile_filter_pattern = compile_filter_pattern
